using PosSaga.Simulator;

namespace PosSaga.Tests.Simulation;

/// <summary>What came of one seed.</summary>
/// <param name="Trace">Hash of every decision and of every event.</param>
/// <param name="Broken">Check and complaint.</param>
internal sealed record SimulationRun(
    ulong Seed, Story Story, ulong Trace, IReadOnlyList<(string Check, string What)> Broken, SimulationFacts Facts)
{
    /// <summary>The line that plays this seed again.</summary>
    public string Again => $"POS_SEED={Seed} dotnet test --filter "
        + Story switch
        {
            Story.Orders => nameof(When_everything_goes_wrong),
            Story.Refunds => nameof(When_refunds_go_wrong),
            _ => nameof(When_tills_go_wrong),
        };

    /// <param name="without">Names of checks that do not look.</param>
    public static SimulationRun Of(
        ulong seed, Plant? plant = null, IReadOnlyCollection<string>? without = null, Story story = Story.Orders)
    {
        var world = new World(seed, plant ?? Plant.Nothing, story: story);
        var broken = new List<(string, string)>();
        try
        {
            world.Play();
        }
        catch (Exception error)
        {
            // A run that cannot go on is a finding like any other, and it must name its seed.
            broken.Add((nameof(SimulationRun), error.ToString()));
            return new(seed, story, world.Scheduler.Trace, broken, SimulationFacts.Of(world, null));
        }

        var evidence = new Evidence(world);
        foreach (var check in Check.All)
            if (without?.Contains(check.Name) != true)
                broken.AddRange(check.Broken(evidence).Select(what => (check.Name, what)));
        return new(seed, story, TraceOf(world), broken, SimulationFacts.Of(world, evidence));
    }

    public override string ToString() => Broken.Count == 0
        ? $"seed {Seed}: fine"
        : $"{Again}\n" + string.Join('\n', Broken.Select(b => $"  {b.Check}: {b.What}"));

    private static ulong TraceOf(World world)
    {
        foreach (var e in world.Events())
            world.Scheduler.Note($"{e.Stream}@{e.Version} {e.Type} {Convert.ToHexString(e.Hash.Span)}");
        return world.Scheduler.Trace;
    }
}
