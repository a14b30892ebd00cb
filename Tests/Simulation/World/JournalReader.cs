using PosSaga.Simulator;
using PosSaga.Journal;

namespace PosSaga.Tests.Simulation;

/// <summary>The journal as it grows, seen from outside the simulation, a little behind at times, as read models
/// are.</summary>
internal sealed class JournalReader(InMemoryJournal journal, FaultSchedule weather, DeterministicScheduler scheduler)
{
    private readonly SeededRandom _random = scheduler.Random.Fork();

    /// <summary>Position of the last event that was read.</summary>
    public long Seen { get; private set; }

    /// <summary>What came since the last look.</summary>
    public IReadOnlyList<RecordedEvent> News()
    {
        if (!weather.IsClear && _random.Chance(0.3))
            return [];
        var was = weather.IsStill;
        weather.IsStill = true;
        var events = journal.ReadAll(Seen, int.MaxValue).GetAwaiter().GetResult().Events;
        weather.IsStill = was;
        Seen = events.Count == 0 ? Seen : events[^1].Position;
        return events;
    }
}
