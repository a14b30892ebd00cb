using PosSaga.Load;

namespace PosSaga.Tests.Load;

public sealed class When_builds_run_in_turn
{
    private static readonly Build Old = new("old", "", "", null);
    private static readonly Build New = new("new", "", "", null);
    private static readonly Scenario Sagas = Scenario.Named("sagas")!;

    private readonly List<string> _ran = [];

    [Fact]
    public async Task Both_run_once_uncounted_and_then_one_after_the_other()
    {
        var comparison = await Turns(build => build == Old ? 100 : 90).Run(Old, New);

        Assert.Equal(
            ["old 2000", "new 2000", "old 8000", "new 8000", "old 8000", "new 8000", "old 8000", "new 8000"], _ran);
        Assert.Equal((3, 3), (comparison.Old.Count, comparison.New.Count));
        Assert.Equal(0.9, comparison.Figures.Single(f => f.Figure.HigherIsBetter).Ratio.Median, 6);
        Assert.StartsWith(
            "Worse than the limit of 1.05: sagas: order sagas per second × 0.900",
            ComparisonText.Conclusion([comparison], 1.05), StringComparison.Ordinal);
        Assert.Contains("books: balanced in each of 6 runs, 60 orders", ComparisonText.Of(comparison, 1.05),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_more_runs_after_one_that_failed()
    {
        var turns = Turns(build => build == New
            ? throw new ChildFailedException("It failed.", "what it said")
            : 100);
        var e = await Assert.ThrowsAsync<ChildFailedException>(() => turns.Run(Old, New));
        Assert.Equal("what it said", e.Output);
        Assert.Equal(["old 2000", "new 2000"], _ran);
    }

    [Fact]
    public async Task A_figure_that_only_one_of_them_reports_does_not_vanish()
    {
        var turns = Turns(_ => 100, build => build == Old ? [new(new("memory"), 1)] : []);
        var e = await Assert.ThrowsAsync<SystemNotUsableException>(() => turns.Run(Old, New));
        Assert.StartsWith("The builds report different figures: ", e.Message, StringComparison.Ordinal);
    }

    private Alternation Turns(Func<Build, int> perSecond, Func<Build, Reading[]>? seen = null) => new(
        Sagas, Sizes.Usual, runs: 3, (build, scenario, sizes) =>
        {
            _ran.Add($"{build.Name} {sizes.Sagas}");
            return Task.FromResult(
                new ScenarioResult(Report(perSecond(build)), scenario.Kinds, seen?.Invoke(build) ?? []));
        }, TextWriter.Null);

    private static ChildReport Report(int perSecond) => new()
    {
        Unit = "order sagas",
        MeasuredSeconds = 1,
        Completed = perSecond,
        Latencies = new Dictionary<string, ChildLatency> { ["order saga"] = new(1, 2, 3) },
        Notes = new Dictionary<string, string>(),
        Machine = new("", 2, "", "", "Release", null),
        Database = new Dictionary<string, string>(),
        Books = new(10, Balances: true),
    };
}
