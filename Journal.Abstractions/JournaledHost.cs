namespace PosSaga.Journal;

/// <summary>A grain that raises events, as its log-consistency adaptor asks it.</summary>
public interface IJournaledHost
{
    /// <summary>Of the events being raised right now; read once per raise.</summary>
    EventMetadata Metadata { get; }

    /// <summary>The idempotency key that this raise answers; it shares the append of whatever is raised
    /// meanwhile.</summary>
    AppendKey? Key { get; }

    /// <summary>Key of the choreography that an event being raised belongs to; null for an event that is not
    /// published.</summary>
    string? ProcessKeyOf(object @event);

    /// <summary>Everything up to here is in the journal.</summary>
    /// <param name="position">Of the last event appended, 0 if it is not known: loaded rather than appended.</param>
    void Confirmed(StreamHead head, long position);

    /// <summary>The views may be stale: refresh before deciding anything.</summary>
    void InDoubt();
}

/// <summary>The mutable holder around an immutable state: copying it copies a reference.</summary>
public interface IStateHolder<TSelf>
{
    TSelf Copy();

    void CopyFrom(TSelf other);
}

/// <summary>A holder whose state can be kept as a snapshot. The state's class needs a stored name,
/// <c>payment.state/1</c>: snapshots of another name or version are ignored, and the events replayed instead.</summary>
public interface ISnapshotHolder
{
    Type StateType { get; }

    /// <summary>Null until the first event.</summary>
    object? State { get; set; }
}
