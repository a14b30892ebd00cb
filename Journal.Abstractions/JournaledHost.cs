namespace PosSaga.Journal;

/// <summary>What the log-consistency adaptor asks of a grain that raises events.</summary>
public interface IJournaledHost
{
    /// <summary>Of the events that are being raised; read once per raise.</summary>
    EventMetadata Metadata { get; }

    /// <summary>The idempotency key that this raise answers, or null.</summary>
    AppendKey? Key { get; }

    /// <summary>Key of the choreography that an event belongs to; null for an event that is not published.</summary>
    string? ProcessKeyOf(object @event);

    /// <summary>Everything up to <paramref name="head"/> is in the journal.</summary>
    /// <param name="position">Of the last event appended or read; 0 if it is not known.</param>
    void Confirmed(StreamHead head, long position);

    /// <summary>An append failed, so the views may be wrong: refresh them before deciding anything.</summary>
    void InDoubt();
}

/// <summary>Mutable holder of an immutable state: copying it copies a reference.</summary>
public interface IStateHolder<TSelf>
{
    TSelf Copy();

    void CopyFrom(TSelf other);
}

/// <summary>A holder whose state can be stored as a snapshot. The state's class needs a stored name such as
/// <c>payment.state/1</c>; a snapshot of another version is ignored and the events are replayed.</summary>
public interface ISnapshotHolder
{
    Type StateType { get; }

    /// <summary>Null until the first event.</summary>
    object? State { get; set; }
}
