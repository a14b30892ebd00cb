using PosSaga.Journal;

namespace PosSaga.EventSourcing;

/// <summary>The small mutable holder that JournaledGrain asks for around an immutable state:
/// confirmed and tentative views cost one reference each, never a deep copy.</summary>
[GenerateSerializer, Alias("possaga.held`1")]
public sealed class StateHolder<TState> : IStateHolder<StateHolder<TState>>, ISnapshotHolder where TState : class
{
    /// <summary>Null until the first event.</summary>
    [Id(0)] public TState? Value { get; set; }

    public StateHolder<TState> Copy() => new() { Value = Value };

    public void CopyFrom(StateHolder<TState> other) => Value = other.Value;

    Type ISnapshotHolder.StateType => typeof(TState);

    object? ISnapshotHolder.State
    {
        get => Value;
        set => Value = (TState?)value;
    }
}
