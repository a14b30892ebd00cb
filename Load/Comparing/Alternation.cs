using System.Globalization;
using PosSaga.Load.Orders;

namespace PosSaga.Load.Comparing;

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
        // A figure that only one build reports would otherwise vanish from the table without a word.
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
