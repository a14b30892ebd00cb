using PosSaga.Journal;

namespace PosSaga.Refunds;

public abstract record RefundActionEvent
{
    public required DateTimeOffset At { get; init; }

    /// <param name="RequestId">Recorded on every event that follows in the refunds.</param>
    [StoredAs("refund-action.requested/1")]
    public sealed record Requested(
        RefundAct Act, string Reason, string By, string? RequestId, IReadOnlyList<string> Ids, string Fingerprint)
        : RefundActionEvent;

    /// <summary>The next few refunds, in the order in which they were asked for.</summary>
    [StoredAs("refund-action.acted/1")]
    public sealed record Acted(IReadOnlyList<RefundActOutcome> Outcomes) : RefundActionEvent;

    private RefundActionEvent() { }
}
