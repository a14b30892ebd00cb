using PosSaga.EventSourcing;
using PosSaga.Journal;

namespace PosSaga.Tests.Simulation;

/// <summary>One stream, folded: its events, and the state after each of them.</summary>
internal sealed class Told<TState, TEvent>(string stream)
    where TState : class, IAggregate<TState, TEvent>
    where TEvent : class
{
    private readonly List<TState> _states = [TState.Initial];

    public string Stream { get; } = stream;

    /// <summary>The key without its tenant.</summary>
    public string Id { get; } = stream[(stream.IndexOf('/') + World.Tenant.Length + 2)..];

    public List<(RecordedEvent Recorded, TEvent Event)> Events { get; } = [];

    /// <summary>State after so many events; index 0 is before the first.</summary>
    public IReadOnlyList<TState> States => _states;

    public TState End => _states[^1];

    /// <summary>Why it does not fold, if it does not.</summary>
    public string? Broken { get; private set; }

    public void Add(RecordedEvent recorded, object @event)
    {
        if (Broken is not null)
            return;
        try
        {
            var known = (TEvent)@event;
            var next = End.Apply(known);
            Events.Add((recorded, known));
            _states.Add(next);
        }
        catch (Exception error)
            when (error is InvalidOperationException or JournalCorruptException or ArgumentException)
        {
            Broken = $"{Stream}@{recorded.Version} {recorded.Type}: {error.Message}";
        }
    }
}
