namespace PosSaga.Tests.Simulation;

/// <summary>What happened in a run, counted: shows that the simulation goes where it hurts.</summary>
internal sealed record SimulationFacts(
    int Sagas, long Turns, TimeSpan Lasted, IReadOnlyDictionary<string, int> Faults,
    IReadOnlyDictionary<string, int> Events)
{
    public static SimulationFacts Of(World world, Evidence? evidence) => new(
        (evidence?.Sagas.Count + evidence?.Sales.Count) ?? 0,
        world.Scheduler.Turns,
        world.Scheduler.Time.GetElapsedTime(0),
        world.Weather.Faults,
        evidence?.Events.GroupBy(e => e.Type).ToDictionary(g => g.Key, g => g.Count()) ?? []);
}
