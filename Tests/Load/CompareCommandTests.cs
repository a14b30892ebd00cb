using PosSaga.Load;
using PosSaga.Tests.Journal;

namespace PosSaga.Tests.Load;

public sealed class CompareCommandTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("possaga-compare-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void It_understands_everything_it_offers()
    {
        var settings = Read(
            "compare --old a --new b --scenarios orders,claims --runs 7 --limit 1.1 --journal Host=x");
        Assert.Equal(("a", "b", 7, 1.1, "Host=x"), (settings.Old, settings.New, settings.Runs, settings.Limit,
            settings.Journal));
        Assert.Equal(["orders", "claims"], settings.Scenarios.Select(s => s.Name));
    }

    [Fact]
    public void Without_options_it_runs_the_main_scenarios_five_times()
    {
        var settings = Read("compare --old a");
        Assert.Equal((5, 1.05, Sizes.Usual), (settings.Runs, settings.Limit, settings.Sizes));
        Assert.Equal(Scenario.Main, settings.Scenarios.Select(s => s.Name));
    }

    [Fact]
    public void Quick_is_smaller_and_runs_as_often_as_asked_for()
    {
        Assert.Equal((3, Sizes.Quick), (Read("compare --old a --quick").Runs, Read("compare --old a --quick").Sizes));
        Assert.Equal(4, Read("compare --old a --quick --runs 4").Runs);
    }

    [Theory]
    [InlineData("compare")]
    [InlineData("compare --old a --runs 0")]
    [InlineData("compare --old a --scenarios sagas,nonsense")]
    [InlineData("compare --old a --scenarios sagas,")]
    [InlineData("compare --old a --limit 0.9")]
    [InlineData("compare --old a --limit much")]
    public void What_it_does_not_understand_it_says(string line) =>
        Assert.NotEmpty(LoadProgram.Root().Parse(line).Errors);

    [Fact]
    public void What_each_scenario_asks_of_Load_this_Load_understands() =>
        Assert.All(Scenario.All, scenario => Assert.Empty(LoadProgram.Root().Parse(
            scenario.Command(Sizes.Quick) + (scenario.OverHttp ? "" : " --journal x")).Errors));

    [Theory]
    [InlineData("")]
    [InlineData("Load")]
    [InlineData("artifacts/bin/Load/release")]
    [InlineData("artifacts/Orleans/bin/Load/release")]
    public void A_build_is_found_where_it_is_built_or_published(string place)
    {
        var load = Plant(place);
        Assert.Equal(load, Build.In("old", _folder.FullName).Load);
    }

    [Fact]
    public async Task Where_there_is_no_build_it_says_where_it_looked()
    {
        var e = Assert.Throws<SystemNotUsableException>(() => Build.In("old", _folder.FullName));
        Assert.Contains(Path.Combine("artifacts", "bin", "Load", "release"), e.Message, StringComparison.Ordinal);
        Assert.Equal(LoadCommand.NotUsable, await Compare("sagas", "Host=x"));
    }

    [Fact]
    public async Task Without_a_front_end_nothing_over_HTTP_is_begun()
    {
        Plant("");
        Assert.Equal(LoadCommand.NotUsable, await Compare("sagas,orders", "Host=x"));
    }

    [Theory]
    [InlineData("Data Source=journal")]
    [InlineData("nonsense")]
    public async Task A_server_that_is_no_PostgreSQL_is_refused(string journal)
    {
        Plant("");
        Assert.Equal(LoadCommand.NotUsable, await Compare("sagas", journal));
    }

    [PostgresFact]
    public async Task A_run_that_fails_fails_the_comparison_and_shows_what_it_said()
    {
        Plant("");
        var journal = (await PrivatePostgres.NewDatabase()).ConnectionString;
        Assert.Equal(LoadCommand.NotBalanced, await Compare("sagas", journal));

        var run = new ScenarioRun(
            Build.In("old", _folder.FullName), Scenario.Named("sagas")!, Sizes.Quick, journal);
        var e = await Assert.ThrowsAsync<ChildFailedException>(() => run.Go(CancellationToken.None));
        Assert.StartsWith("sagas: the old build's Load ended with exit code ", e.Message, StringComparison.Ordinal);
        Assert.NotEmpty(e.Output);
    }

    private static CompareSettings Read(string line) => CompareCommand.Read(LoadProgram.Root().Parse(line));

    private Task<int> Compare(string scenarios, string journal) => LoadProgram.Root().Parse(
        ["compare", "--old", _folder.FullName, "--scenarios", scenarios, "--journal", journal]).InvokeAsync();

    // A file that is no program: whoever runs it sees it fail.
    private string Plant(string place)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_folder.FullName, place));
        var load = Path.Combine(folder.FullName, "PosSaga.Load.dll");
        File.WriteAllText(load, "no program");
        return load;
    }
}
