using PosSaga.Claims;
using PosSaga.EventSourcing;
using PosSaga.Orders;
using PosSaga.Payments;
using PosSaga.Sagas;
using static PosSaga.EventSourcing.Decision<PosSaga.Refunds.RefundPaymentEvent>;

namespace PosSaga.Refunds;

/// <summary>The payment's side of a refund, in two tables: what an event makes it ask of the payment, and what follows
/// from the answer. Money moves once, at the end, after the goods are accounted for.</summary>
public static class RefundPaymentDecider
{
    /// <summary>Why a refund is rejected whose amount could not be set aside and that a person settled.</summary>
    public const string ResolvedByOperator = "resolved-by-operator";

    /// <summary>Null: nothing follows from the event.</summary>
    public static RefundAsk? AskFor(RefundPayment part, object @event, Origin origin) => (part.Stage, @event) switch
    {
        (_, ClaimEvent.RefundRequested e) when part.MayBegin(e.Refund) =>
            new(RefundPaymentStep.Reserve, e.Refund, origin),
        (_, OrderEvent.Cancelled e) when part.MayBegin(e.Refund) => new(RefundPaymentStep.Reserve, e.Refund, origin),
        (_, OrderEvent.RefundRetried e) when part.MayBegin(e.Refund) =>
            new(RefundPaymentStep.Reserve, e.Refund, origin),
        (_, OrderEvent.RefundAsked e) when part.MayBegin(e.Refund) =>
            new(RefundPaymentStep.Reserve, e.Refund, origin),
        (RefundPaymentStage.Reserved, RefundStockEvent e) when e.RefundAttempt != part.Attempt => null,
        (RefundPaymentStage.Reserved, RefundStockEvent.Restocked) =>
            new(RefundPaymentStep.Settle, part.Refund!, origin),
        (RefundPaymentStage.Reserved, RefundStockEvent.RestockFailed e) =>
            new(RefundPaymentStep.Release, part.Refund!, origin, e.Reason),
        (RefundPaymentStage.Reserved, RefundStockEvent.LeftIn { RestockRefused: { } why }) =>
            new(RefundPaymentStep.Release, part.Refund!, origin, why),
        _ => null,
    };

    /// <summary>The goods' side answers what was reserved here, and a later attempt follows on one that has failed:
    /// where that is not so, an event before is missing, or this activation has not heard of it.</summary>
    public static bool IsOutOfPlace(RefundPayment part, object @event) => @event switch
    {
        RefundStockEvent.Restocked or RefundStockEvent.RestockFailed
            or RefundStockEvent.LeftIn { RestockRefused: not null } =>
            part.Stage != RefundPaymentStage.Reserved || IsLater(((RefundStockEvent)@event).RefundAttempt, part),
        ClaimEvent.RefundRequested e => IsLater(e.Refund.Attempt, part) && !part.MayBegin(e.Refund),
        OrderEvent.RefundRetried e   => IsLater(e.Refund.Attempt, part) && !part.MayBegin(e.Refund),
        OrderEvent.RefundAsked e     => IsLater(e.Refund.Attempt, part) && !part.MayBegin(e.Refund),
        _                            => false,
    };

    private static bool IsLater(int? attempt, RefundPayment part) => RefundOrder.IsAfter(attempt, part.Attempt);

    /// <param name="handled">Position of the event that this answers.</param>
    /// <param name="jitter">0 to 1: of the pause, if there is to be another attempt.</param>
    public static Decision<RefundPaymentEvent> Decide(
        RefundPayment part, RefundAsk ask, CommandResult<RefundResult> answer, DateTimeOffset at, long handled,
        RefundPatience patience, double jitter) =>
        Answered(part, ask, answer, at, handled, patience, jitter) is Decision<RefundPaymentEvent>.Recorded recorded
            ? Record([.. recorded.Events.Select(@event => @event with { RefundAttempt = ask.Refund.Attempt })])
            : Replay;

    private static Decision<RefundPaymentEvent> Answered(
        RefundPayment part, RefundAsk ask, CommandResult<RefundResult> answer, DateTimeOffset at, long handled,
        RefundPatience patience, double jitter)
    {
        // Also where the next attempt has begun while this one was being asked.
        if (ask.Step == RefundPaymentStep.Reserve
            ? !part.MayBegin(ask.Refund)
            : part.Stage != RefundPaymentStage.Reserved || part.Attempt != ask.Refund.Attempt)
            return Replay;
        if (NoAnswer(answer) is { } error)
            return Again(error);
        return (ask.Step, answer) switch
        {
            (RefundPaymentStep.Reserve, { Refusal: { } no }) =>
                Record(new RefundPaymentEvent.Rejected(ask.Refund, no.Code) { At = at, Handled = handled }),
            // Refunded: by an older attempt, too late. The goods come in, and then nothing is left to be paid.
            (RefundPaymentStep.Reserve,
                { Value: { Outcome: RefundOutcome.Reserved or RefundOutcome.Refunded } kept }) =>
                Record(new RefundPaymentEvent.Reserved(ask.Refund, AmountsOf(ask.Refund, kept))
                { At = at, Handled = handled }),
            (RefundPaymentStep.Settle, { Value: { Outcome: RefundOutcome.Refunded } paid }) =>
                Record(new RefundPaymentEvent.Settled(paid.Amount) { At = at, Handled = handled }),
            (RefundPaymentStep.Settle, { Value: { Outcome: RefundOutcome.Failed } no }) =>
                Record(new RefundPaymentEvent.SettlementFailed(no.Amount, no.Detail ?? "refused")
                { At = at, Handled = handled }),
            (RefundPaymentStep.Release, { Value: { Outcome: RefundOutcome.Released } freed }) =>
                Record(new RefundPaymentEvent.Released(freed.Amount, ask.Reason!) { At = at, Handled = handled }),
            _ => Stuck(answer.Refusal?.Code ?? $"unexpected-answer-{answer.Value?.Outcome}"),
        };

        Decision<RefundPaymentEvent> Again(string error) => part switch
        {
            { NeedsOperator: true } => Replay,
            { Attempts: > 0 } when at - (part.FailingSince ?? part.FailedAt) >= patience.GivesUpAfter =>
                Stuck(SagaEngine.UnansweredForADay, error),
            _ => Record(Failed(error, at + patience.PauseAfter(part.Attempts + 1, jitter))),
        };

        Decision<RefundPaymentEvent> Stuck(string reason, string? error = null) => part.NeedsOperator
            ? Replay
            : Record(
                Failed(error ?? reason, next: null),
                new RefundPaymentEvent.NeedsOperator(reason) { At = at, Handled = handled });

        RefundPaymentEvent.AttemptFailed Failed(string error, DateTimeOffset? next) => new(
            ask.Step, part.Attempts + 1, error, ask.Origin,
            ask.Step == RefundPaymentStep.Reserve ? ask.Refund : null, ask.Reason, next) { At = at, Handled = handled };
    }

    /// <summary>What is open was asked again, off the delivery.</summary>
    /// <param name="asked">As it was then. Two activations that ask at the same time, while one of them does not yet
    /// know that it was deposed, make one attempt.</param>
    public static Decision<RefundPaymentEvent> DecideAgain(
        RefundPayment part, RefundPayment asked, CommandResult<RefundResult> answer, DateTimeOffset at,
        RefundPatience patience, double jitter) =>
        part.Open is null || (part.Attempts != asked.Attempts && NoAnswer(answer) is not null)
            ? Replay
            : Decide(part, asked.Open!, answer, at, part.HandledUpTo, patience, jitter);

    /// <summary>A person settled what was left unanswered.</summary>
    /// <param name="answer">Of the payment, which was told so.</param>
    public static Decision<RefundPaymentEvent> DecideResolved(
        RefundPayment part, RefundPayment asked, CommandResult<RefundResult> answer, DateTimeOffset at,
        RefundPatience patience) =>
        (asked.Open, answer) switch
        {
            _ when part.Open is null || part.Attempt != asked.Attempt => Refuse(RefundRefusals.NothingToResolve),
            (_, { Refusal: { } no }) => Refuse(no),
            ({ Step: RefundPaymentStep.Reserve } ask, _) => Record(
                new RefundPaymentEvent.Rejected(ask.Refund, ResolvedByOperator)
                { At = at, Handled = part.HandledUpTo, RefundAttempt = ask.Refund.Attempt }),
            // It needs an operator as it is: no pause follows.
            ({ } ask, _) => Decide(part, ask, answer, at, part.HandledUpTo, patience, jitter: 0),
            _            => Replay,
        };

    // An earlier version set aside an amount without its parts.
    private static RefundAmounts AmountsOf(RefundOrder refund, RefundResult kept) =>
        kept.Breakdown?.Amounts ?? RefundRules.Amounts(refund, kept.Amount);

    /// <summary>Why there is none; null where there is one.</summary>
    private static string? NoAnswer(CommandResult<RefundResult> answer) => answer switch
    {
        { Refusal: { Kind: RefusalKind.Unavailable } later } => later.Code,
        { Value: { Outcome: RefundOutcome.Unknown } silence } => silence.Detail ?? "no-answer",
        _ => null,
    };
}
