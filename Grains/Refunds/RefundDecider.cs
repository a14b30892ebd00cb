using PosSaga.Claims;
using PosSaga.Deciding;
using PosSaga.Notifications;
using PosSaga.Orders;
using static PosSaga.Deciding.Decision<PosSaga.Refunds.RefundEvent>;

namespace PosSaga.Refunds;

/// <summary>When a refund is over: paid and the customer told; or not paid, the customer told, and everybody has undone
/// their part. It only watches.</summary>
public static class RefundDecider
{
    /// <param name="at">When the event was raised: a step has the time at which it was done, not seen.</param>
    /// <param name="handled">Position of the event.</param>
    public static Decision<RefundEvent> Decide(Refund refund, object @event, DateTimeOffset at, long handled)
    {
        return (refund, @event) switch
        {
            ({ Order: null }, ClaimEvent.RefundRequested e) => Requested(e.Refund),
            ({ Order: null }, OrderEvent.Cancelled e)       => Requested(e.Refund),
            ({ Order: null }, _) or ({ IsOver: true }, not RefundEvent) =>
                Refuse(RefundRefusals.OutOfPlace(@event, refund.Order is null ? "nothing" : refund.Status.ToString())),

            (_, RefundPaymentEvent.Reserved e) => Seen(RefundStatus.Reserved, amounts: e.Amounts),
            (_, RefundStockEvent.Restocked)    => Seen(RefundStatus.Restocked),
            (_, RefundPaymentEvent.Settled)    => Seen(RefundStatus.Settled),
            (_, RefundPaymentEvent.Rejected e) => Seen(RefundStatus.Rejected, e.Reason),
            (_, RefundPaymentEvent.Released e) => Seen(RefundStatus.Released, e.Reason),
            (_, RefundPaymentEvent.SettlementFailed e) => Seen(RefundStatus.Released, e.Reason, awaitsUndo: true),

            (_, RefundStockEvent.TakenBackOut) =>
                refund.CustomerKnows ? Failed() : Record(new RefundEvent.UndoSeen { At = at, Handled = handled }),
            ({ IsPaid: true }, NotificationEvent.CustomerNotified) => Record(
                new RefundEvent.Completed(refund.Amounts!.Amount) { At = at, Handled = handled }),
            ({ AwaitsUndo: true }, NotificationEvent.CustomerNotified) =>
                Record(new RefundEvent.NotificationSeen { At = at, Handled = handled }),
            ({ Failure: not null }, NotificationEvent.CustomerNotified) => Failed(),

            (_, RefundPaymentEvent.NeedsOperator e) => Stuck(e.Reason),
            (_, RefundStockEvent.NeedsOperator e)   => Stuck(e.Reason),
            _ => Replay,
        };

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

    /// <summary>The watchdog's word; it answers no event.</summary>
    public static Decision<RefundEvent> GiveUp(Refund refund, string reason, DateTimeOffset at) => refund switch
    {
        { Order: null } => Refuse(RefundRefusals.NotFound),
        { IsOver: true } or { Status: RefundStatus.NeedsOperator } => Replay,
        _ => Record(new RefundEvent.NeedsOperator(reason) { At = at, Handled = refund.HandledUpTo }),
    };
}
