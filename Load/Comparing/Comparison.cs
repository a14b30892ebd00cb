using System.Globalization;

namespace PosSaga.Load;

/// <param name="IsJudged">False for what varies too much in a short run to be held to a few percent.</param>
internal sealed record Figure(string Name, bool HigherIsBetter = false, bool IsJudged = true);

/// <summary>A figure of one run.</summary>
internal sealed record Reading(Figure Figure, double Value);

internal sealed record Spread(double Median, double Min, double Max)
{
    public static Spread Of(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        var middle = sorted.Length / 2;
        var median = sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        return new Spread(median, sorted[0], sorted[^1]);
    }
}

/// <summary>One figure of both builds, run by run. Runs next to each other are compared as pairs, because a machine
/// that becomes slower meanwhile slows both of a pair.</summary>
internal sealed record Comparison(Figure Figure, IReadOnlyList<double> Old, IReadOnlyList<double> New)
{
    public Spread Ratio => Spread.Of(Ratios);

    /// <summary>The median of the pairs is worse than allowed: new/old below 1/limit where more is better, else above
    /// the limit.</summary>
    public bool IsOver(double limit) => Figure.IsJudged && IsWorse(Ratio.Median, limit);

    /// <summary>How many pairs are over the limit.</summary>
    public int PairsOver(double limit) => Ratios.Count(ratio => IsWorse(ratio, limit));

    // 0 and 0 are unchanged; from 0 to more the ratio is infinite, and so over every limit.
    private IEnumerable<double> Ratios => Old.Zip(New, (old, @new) => (old, @new) switch
    {
        (0, 0) => 1,
        _ => @new / old,
    });

    private bool IsWorse(double ratio, double limit) =>
        Figure.HigherIsBetter ? ratio < 1 / limit : ratio > limit;
}

/// <summary>Runs both builds in turn: one run of each that is not counted, then old, new, old, new …</summary>
/// <param name="run">One run of one build, of this size.</param>
internal sealed class Alternation(
    Scenario scenario, Sizes sizes, int runs, Func<Build, Scenario, Sizes, Task<ScenarioResult>> run, TextWriter screen)
{
    public async Task<ScenarioComparison> Run(Build old, Build @new)
    {
        foreach (var build in new[] { old, @new })
        {
            await run(build, scenario, sizes.Uncounted);
            await screen.WriteLineAsync($"{scenario.Name}, {build.Name}: warmed up");
        }
        var (ofOld, ofNew) = (new List<ScenarioResult>(), new List<ScenarioResult>());
        for (var number = 1; number <= runs; number++)
            foreach (var (build, results) in new[] { (old, ofOld), (@new, ofNew) })
            {
                var result = await run(build, scenario, sizes);
                results.Add(result);
                var first = result.Readings[0];
                await screen.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
                    $"{scenario.Name}, {build.Name} {number}/{runs}: {first.Value:0.0} {first.Figure.Name}"));
            }
        return new ScenarioComparison(scenario, sizes, ofOld, ofNew, Compare(ofOld, ofNew));
    }

    private static List<Comparison> Compare(List<ScenarioResult> old, List<ScenarioResult> @new)
    {
        var figures = old[0].Readings.Select(r => r.Figure).ToList();
        // A figure that only one build reports would otherwise be missing from the table.
        foreach (var other in old.Concat(@new).Select(r => r.Readings.Select(reading => reading.Figure)))
            if (!other.SequenceEqual(figures))
                throw new SystemNotUsableException(
                    $"The builds report different figures: {Names(figures)} and {Names(other)}.");
        return [.. figures.Select((figure, i) => new Comparison(
            figure, [.. old.Select(r => r.Readings[i].Value)], [.. @new.Select(r => r.Readings[i].Value)]))];
    }

    private static string Names(IEnumerable<Figure> figures) => string.Join("; ", figures.Select(f => f.Name));
}

/// <summary>A scenario that both builds have run.</summary>
internal sealed record ScenarioComparison(
    Scenario Scenario, Sizes Sizes, IReadOnlyList<ScenarioResult> Old, IReadOnlyList<ScenarioResult> New,
    IReadOnlyList<Comparison> Figures);
