using PosSaga.Journal;
using PosSaga.Streams;

namespace PosSaga.OperatorActions;

public abstract record OperatorActionEvent
{
    public required DateTimeOffset At { get; init; }

    /// <summary>Position of the event that this one answers; 0 for a request.</summary>
    public long Handled { get; init; }

    /// <param name="RequestId">Recorded on every event that follows in the orders or refunds.</param>
    [StoredAs("operator-action.requested/1"), Published(StreamNames.OperatorActions)]
    public sealed record Requested(
        ActionSubject Subject, OperatorAct Act, string Reason, string By, string? RequestId, IReadOnlyList<string> Ids,
        string Fingerprint)
        : OperatorActionEvent;

    /// <summary>The next few, in the order in which they were asked for.</summary>
    [StoredAs("operator-action.acted/1"), Published(StreamNames.OperatorActions)]
    public sealed record Acted(IReadOnlyList<ActOutcome> Outcomes) : OperatorActionEvent;

    private OperatorActionEvent() { }
}
