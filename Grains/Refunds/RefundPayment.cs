using System.Text.Json.Serialization;
using PosSaga.EventSourcing;
using PosSaga.Journal;
using PosSaga.Streams;

namespace PosSaga.Refunds;

public enum RefundPaymentStage { None, Reserved, Rejected, Settled, Released, SettlementFailed }

/// <summary>What is asked of the payment, and in whose name.</summary>
/// <param name="Reason">With <see cref="RefundPaymentStep.Release"/>.</param>
public sealed record RefundAsk(RefundPaymentStep Step, RefundOrder Refund, Origin Origin, string? Reason = null);

/// <summary>The refund's part on the payment's side, as its log tells it.</summary>
[StoredAs("refund-payment.state/1")]
public sealed record RefundPayment : IAggregate<RefundPayment, RefundPaymentEvent>, IParticipantState
{
    public static RefundPayment Initial { get; } = new();

    public RefundPaymentStage Stage { get; init; }

    /// <summary>Null until something was reserved.</summary>
    public RefundOrder? Refund { get; init; }

    public RefundAmounts? Amounts { get; init; }

    /// <summary>Asked, and not yet answered.</summary>
    public RefundAsk? Open { get; init; }

    /// <summary>Failed attempts of <see cref="Open"/>.</summary>
    public int Attempts { get; init; }

    /// <summary>When the last of them did.</summary>
    public DateTimeOffset FailedAt { get; init; }

    /// <summary>When the first of them did; null while none has.</summary>
    public DateTimeOffset? FailingSince { get; init; }

    /// <summary>Of the last of them.</summary>
    public string? LastError { get; init; }

    /// <summary>Whoever makes it. Null while none is due, and where an earlier version made the last.</summary>
    public DateTimeOffset? NextAttempt { get; init; }

    /// <summary>A person is called: only a nudge asks again.</summary>
    public bool NeedsOperator { get; init; }

    /// <summary>Null: the first.</summary>
    public int? Attempt { get; init; }

    public long HandledUpTo { get; init; }

    /// <summary>Null when no outage is being waited out.</summary>
    [JsonIgnore]
    public RefundWaiting? Waiting => this is { Open: not null, NeedsOperator: false, NextAttempt: { } next }
        ? new(FailingSince ?? FailedAt, next, LastError ?? "")
        : null;

    /// <summary>Ended, and nothing was paid.</summary>
    [JsonIgnore]
    public bool HasFailed => Stage is RefundPaymentStage.Rejected or RefundPaymentStage.Released
        or RefundPaymentStage.SettlementFailed;

    /// <summary>Nothing was ever set aside, or the attempt before paid nothing. A message of an older attempt begins
    /// nothing.</summary>
    public bool MayBegin(RefundOrder refund) => Stage == RefundPaymentStage.None
        ? !RefundOrder.IsAfter(Attempt, refund.Attempt)
        : HasFailed && RefundOrder.IsAfter(refund.Attempt, Attempt);

    public RefundPayment Apply(RefundPaymentEvent @event) => @event.RefundAttempt == Attempt
        ? Fold(@event)
        : RefundOrder.IsAfter(@event.RefundAttempt, Attempt) && (HasFailed || Stage == RefundPaymentStage.None)
            ? new RefundPayment { Attempt = @event.RefundAttempt, HandledUpTo = HandledUpTo }.Fold(@event)
            : throw Unfoldable(@event);

    private RefundPayment Fold(RefundPaymentEvent @event) => (Stage, @event) switch
    {
        (RefundPaymentStage.None, RefundPaymentEvent.Reserved e) =>
            Now(RefundPaymentStage.Reserved, e) with { Refund = e.Refund, Amounts = e.Amounts },
        (RefundPaymentStage.None, RefundPaymentEvent.Rejected e) => Now(RefundPaymentStage.Rejected, e),
        (RefundPaymentStage.Reserved, RefundPaymentEvent.Settled e) => Now(RefundPaymentStage.Settled, e),
        (RefundPaymentStage.Reserved, RefundPaymentEvent.Released e) => Now(RefundPaymentStage.Released, e),
        (RefundPaymentStage.Reserved, RefundPaymentEvent.SettlementFailed e) =>
            Now(RefundPaymentStage.SettlementFailed, e),
        (RefundPaymentStage.None or RefundPaymentStage.Reserved, RefundPaymentEvent.AttemptFailed e) => this with
        {
            Open = new(e.Step, e.Refund ?? Refund!, e.Origin, e.Reason), Attempts = e.Attempt, FailedAt = e.At,
            FailingSince = Attempts == 0 ? e.At : FailingSince ?? FailedAt,
            LastError = e.Error, NextAttempt = e.NextAttempt, HandledUpTo = e.Handled,
        },
        (RefundPaymentStage.None or RefundPaymentStage.Reserved, RefundPaymentEvent.NeedsOperator e) =>
            this with { NeedsOperator = true, HandledUpTo = e.Handled },
        _ => throw Unfoldable(@event),
    };

    private JournalCorruptException Unfoldable(RefundPaymentEvent @event) =>
        new($"{@event.GetType().Name} does not follow on a refund's payment that is {Stage}.");

    private RefundPayment Now(RefundPaymentStage stage, RefundPaymentEvent @event) => this with
    {
        Stage = stage, HandledUpTo = @event.Handled, Open = null, Attempts = 0, FailingSince = null, LastError = null,
        NextAttempt = null, NeedsOperator = false,
    };
}
