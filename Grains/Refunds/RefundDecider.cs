using PosSaga.Claims;
using PosSaga.EventSourcing;
using PosSaga.Notifications;
using PosSaga.Orders;
using PosSaga.Sagas;
using static PosSaga.EventSourcing.Decision<PosSaga.Refunds.RefundEvent>;

namespace PosSaga.Refunds;

/// <summary>When a refund is over: paid and the customer told; or not paid, the customer told, and everybody has undone
/// their part. It only watches.</summary>
public static class RefundDecider
{
    /// <param name="at">When the event was raised: a step has the time at which it was done, not seen.</param>
    /// <param name="handled">Position of the event.</param>
    public static Decision<RefundEvent> Decide(Refund refund, object @event, DateTimeOffset at, long handled) =>
        Numbered(refund, Follow(refund, @event, at, handled));

    /// <summary>The watchdog's word; it answers no event.</summary>
    public static Decision<RefundEvent> GiveUp(Refund refund, string reason, DateTimeOffset at) => refund switch
    {
        { Order: null } => Refuse(RefundRefusals.NotFound),
        { IsOver: true } or { Status: RefundStatus.NeedsOperator } => Replay,
        _ => Numbered(refund, Record(new RefundEvent.NeedsOperator(reason) { At = at, Handled = refund.HandledUpTo })),
    };

    /// <summary>An operator wants it to go on.</summary>
    public static Decision<RefundEvent> Retry(Refund refund, OperatorCommand asked, DateTimeOffset at) =>
        ByOperator(refund, asked) is { } refusal
            ? Refuse(refusal)
            : Numbered(refund, Record(new RefundEvent.OperatorRetried(asked.Reason, asked.Origin.Actor)
            {
                At = at, Handled = refund.HandledUpTo,
            }));

    /// <summary>An operator has settled what it is stuck at: whether that may be said.</summary>
    public static Decision<RefundEvent> Resolve(Refund refund, OperatorCommand asked, DateTimeOffset at) =>
        ByOperator(refund, asked) is { } refusal
            ? Refuse(refusal)
            : refund.Status == RefundStatus.NeedsOperator
            ? Resolved(refund, asked, at)
            : Refuse(RefundRefusals.OnlyForStuck);

    /// <summary>Its parts took it for settled.</summary>
    public static Decision<RefundEvent> Resolved(Refund refund, OperatorCommand asked, DateTimeOffset at) =>
        Numbered(refund, Record(new RefundEvent.OperatorResolved(asked.Reason, asked.Origin.Actor, asked.ActionId)
        {
            At = at, Handled = refund.HandledUpTo,
        }));

    private static Refusal? ByOperator(Refund refund, OperatorCommand asked) => refund switch
    {
        { Order: null }                       => RefundRefusals.NotFound,
        _ when asked.IfMatch?.Holds(refund.Version) == false => RefundRefusals.Stale(asked.IfMatch, refund.Version),
        { Status: RefundStatus.Completed }    => RefundRefusals.AlreadyPaid,
        _                                     => null,
    };

    private static Decision<RefundEvent> Follow(Refund refund, object @event, DateTimeOffset at, long handled)
    {
        return (refund, @event) switch
        {
            (_, ClaimEvent.RefundRequested e) when refund.MayBegin(e.Refund) => Requested(e.Refund),
            (_, OrderEvent.Cancelled e) when refund.MayBegin(e.Refund)       => Requested(e.Refund),
            (_, OrderEvent.RefundRetried e) when refund.MayBegin(e.Refund)   => Requested(e.Refund),
            (_, OrderEvent.RefundAsked e) when refund.MayBegin(e.Refund)     => Requested(e.Refund),
            ({ Order: null }, _) or ({ IsOver: true }, not RefundEvent) => OutOfPlace(),
            // Of an attempt that it has not heard of: an event before is missing, or only unknown to this activation.
            _ when RefundOrder.IsAfter(AttemptOf(@event), refund.Order!.Attempt) => OutOfPlace(),

            (_, RefundPaymentEvent.Reserved e) => Seen(RefundStatus.Reserved, amounts: e.Amounts),
            (_, RefundStockEvent.Restocked)    => Seen(RefundStatus.Restocked),
            (_, RefundPaymentEvent.Settled)    => Seen(RefundStatus.Settled),
            (_, RefundPaymentEvent.Rejected e) => Seen(RefundStatus.Rejected, e.Reason),
            (_, RefundPaymentEvent.Released e) => Seen(RefundStatus.Released, e.Reason),
            (_, RefundPaymentEvent.SettlementFailed e) => Seen(RefundStatus.Released, e.Reason, awaitsUndo: true),

            // What a person left in is as good as out.
            (_, RefundStockEvent.TakenBackOut or RefundStockEvent.LeftIn { RestockRefused: null }) =>
                refund.CustomerKnows ? Failed() : Record(new RefundEvent.UndoSeen { At = at, Handled = handled }),
            ({ IsPaid: true }, NotificationEvent.CustomerNotified) =>
                Record(new RefundEvent.Completed(refund.Amounts!.Amount) { At = at, Handled = handled }),
            ({ AwaitsUndo: true }, NotificationEvent.CustomerNotified) =>
                Record(new RefundEvent.NotificationSeen { At = at, Handled = handled }),
            ({ Failure: not null }, NotificationEvent.CustomerNotified) => Failed(),
            // Nobody is told before there is something to tell.
            (_, NotificationEvent.CustomerNotified) => OutOfPlace(),

            (_, RefundPaymentEvent.NeedsOperator e) => Stuck(e.Reason),
            (_, RefundStockEvent.NeedsOperator e)   => Stuck(e.Reason),
            _ => Replay,
        };

        Decision<RefundEvent> OutOfPlace() =>
            Refuse(RefundRefusals.OutOfPlace(@event, refund.Order is null ? "nothing" : refund.Status.ToString()));

        Decision<RefundEvent> Requested(RefundOrder order) =>
            Record(new RefundEvent.Requested(order) { At = at, Handled = handled });

        Decision<RefundEvent> Seen(
            RefundStatus step, string? failure = null, RefundAmounts? amounts = null, bool awaitsUndo = false) =>
            Record(new RefundEvent.StepSeen(step, amounts, failure, awaitsUndo) { At = at, Handled = handled });

        Decision<RefundEvent> Failed() =>
            Record(new RefundEvent.Failed(refund.Failure!) { At = at, Handled = handled });

        Decision<RefundEvent> Stuck(string reason) =>
            Record(new RefundEvent.NeedsOperator(reason) { At = at, Handled = handled });
    }

    private static int? AttemptOf(object @event) => @event switch
    {
        ClaimEvent.RefundRequested e => e.Refund.Attempt,
        OrderEvent.RefundRetried e   => e.Refund.Attempt,
        OrderEvent.RefundAsked e     => e.Refund.Attempt,
        RefundPaymentEvent e         => e.RefundAttempt,
        RefundStockEvent e           => e.RefundAttempt,
        _                            => null,
    };

    /// <summary>Each event says of which attempt it is; what a cancelled order has to hear comes with it.</summary>
    private static Decision<RefundEvent> Numbered(Refund refund, Decision<RefundEvent> decision)
    {
        if (decision is not Decision<RefundEvent>.Recorded { Events: [var @event] })
            return decision;
        var order = (@event as RefundEvent.Requested)?.Refund ?? refund.Order!;
        var numbered = @event with { RefundAttempt = order.Attempt };
        return order.ClaimId is null && ForOrder(numbered, order.OrderId) is { } told
            ? Record(numbered, told)
            : Record(numbered);
    }

    private static RefundEvent.OrderTold? ForOrder(RefundEvent @event, string orderId)
    {
        return @event switch
        {
            RefundEvent.Completed       => Told(RefundStatus.Completed, null),
            RefundEvent.Failed e        => Told(RefundStatus.Failed, e.Reason),
            RefundEvent.NeedsOperator e => Told(RefundStatus.NeedsOperator, e.Reason),
            _                           => null,
        };

        RefundEvent.OrderTold Told(RefundStatus status, string? failure) => new(orderId, status, failure)
        {
            At = @event.At, Handled = @event.Handled, RefundAttempt = @event.RefundAttempt,
        };
    }
}
