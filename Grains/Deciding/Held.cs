using PosSaga.Journal;

namespace PosSaga.Deciding;

/// <summary>The small mutable holder that JournaledGrain asks for around an immutable state:
/// confirmed and tentative views cost one reference each, never a deep copy.</summary>
[GenerateSerializer, Alias("possaga.held`1")]
public sealed class Held<TState> : IStateHolder<Held<TState>>, ISnapshotHolder where TState : class
{
    /// <summary>Null until the first event.</summary>
    [Id(0)] public TState? Value { get; set; }

    public Held<TState> Copy() => new() { Value = Value };

    public void CopyFrom(Held<TState> other) => Value = other.Value;

    Type ISnapshotHolder.StateType => typeof(TState);

    object? ISnapshotHolder.State
    {
        get => Value;
        set => Value = (TState?)value;
    }
}
