using PosSaga.Journal;
using PosSaga.Streams;

namespace PosSaga.Refunds;

/// <summary>What the refund's part on the payment's side asks of the payment.</summary>
public enum RefundPaymentStep { Reserve, Settle, Release }

/// <summary>The refund's part on the payment's side. <c>Handled</c> is the position of the event that each
/// answers.</summary>
public abstract record RefundPaymentEvent
{
    public required DateTimeOffset At { get; init; }

    public required long Handled { get; init; }

    /// <summary>As in <see cref="RefundOrder.Attempt"/>.</summary>
    public int? RefundAttempt { get; init; }

    /// <summary>The amount is set aside on the payment.</summary>
    [StoredAs("refund-payment.reserved/1"), Published(StreamNames.Refunds)]
    public sealed record Reserved(RefundOrder Refund, RefundAmounts Amounts) : RefundPaymentEvent;

    /// <summary>Nothing can be paid; nothing was set aside.</summary>
    [StoredAs("refund-payment.rejected/1"), Published(StreamNames.Refunds), Published(StreamNames.Notifications)]
    public sealed record Rejected(RefundOrder Refund, string Reason) : RefundPaymentEvent;

    [StoredAs("refund-payment.settled/1"), Published(StreamNames.Refunds), Published(StreamNames.Notifications)]
    public sealed record Settled(Money Amount) : RefundPaymentEvent;

    /// <summary>The goods could not be restocked; the amount is free again.</summary>
    [StoredAs("refund-payment.released/1"), Published(StreamNames.Refunds), Published(StreamNames.Notifications)]
    public sealed record Released(Money Amount, string Reason) : RefundPaymentEvent;

    /// <summary>The gateway refuses to pay; the amount is free again.</summary>
    [StoredAs("refund-payment.settlement-failed/1")]
    [Published(StreamNames.Refunds), Published(StreamNames.Notifications)]
    public sealed record SettlementFailed(Money Amount, string Reason) : RefundPaymentEvent;

    /// <summary>An attempt brought no answer; it will be made again.</summary>
    /// <param name="Origin">For whom: the next attempt is made off the delivery, perhaps in another process.</param>
    /// <param name="Refund">With <see cref="RefundPaymentStep.Reserve"/>.</param>
    /// <param name="Reason">With <see cref="RefundPaymentStep.Release"/>.</param>
    /// <param name="NextAttempt">Null where a person is called instead; earlier versions did not say.</param>
    [StoredAs("refund-payment.attempt-failed/1")]
    public sealed record AttemptFailed(
        RefundPaymentStep Step, int Attempt, string Error, Origin Origin, RefundOrder? Refund = null,
        string? Reason = null, DateTimeOffset? NextAttempt = null)
        : RefundPaymentEvent;

    /// <summary>An outage has lasted a day, or the answer makes no sense. What is asked stays open until a nudge finds an
    /// answer.</summary>
    [StoredAs("refund-payment.needs-operator/1"), Published(StreamNames.Refunds)]
    public sealed record NeedsOperator(string Reason) : RefundPaymentEvent;

    private RefundPaymentEvent() { }
}

/// <summary>The refund's part on the goods' side.</summary>
public abstract record RefundStockEvent
{
    public required DateTimeOffset At { get; init; }

    public required long Handled { get; init; }

    /// <summary>As in <see cref="RefundOrder.Attempt"/>.</summary>
    public int? RefundAttempt { get; init; }

    /// <summary>The goods are accounted for; perhaps there was nothing to restock.</summary>
    /// <param name="Goods">Those that came back, resellable or damaged.</param>
    [StoredAs("refund-stock.restocked/1"), Published(StreamNames.Refunds)]
    public sealed record Restocked(string StoreId, IReadOnlyList<ClaimedGoods> Goods) : RefundStockEvent;

    /// <summary>The store does not take all of it, so what came in goes out again from here on, and whoever else finds
    /// it in leaves it at that. <c>Handled</c> stays what it was: the delivery sees to the rest.</summary>
    /// <param name="Goods">To be taken back out.</param>
    /// <param name="Origin">For whom: a nudge may be what takes them out.</param>
    [StoredAs("refund-stock.restock-given-up/1")]
    public sealed record RestockGivenUp(
        string Reason, string StoreId, IReadOnlyList<ClaimedGoods> Goods, Origin Origin) : RefundStockEvent;

    /// <summary>Nothing of it was left restocked.</summary>
    [StoredAs("refund-stock.restock-failed/1"), Published(StreamNames.Refunds)]
    public sealed record RestockFailed(string Reason) : RefundStockEvent;

    /// <summary>After a failed settlement the goods are out again.</summary>
    [StoredAs("refund-stock.taken-back-out/1"), Published(StreamNames.Refunds)]
    public sealed record TakenBackOut(string StoreId, IReadOnlyList<ClaimedGoods> Goods) : RefundStockEvent;

    /// <summary>What was restocked cannot be taken back out, sold again perhaps. Stays so until a nudge finds it
    /// possible.</summary>
    /// <param name="Goods">To be taken back out.</param>
    /// <param name="RestockRefused">Why not all of it could be restocked; null after a failed settlement.</param>
    /// <param name="Origin">For whom: the next attempt is made off the delivery.</param>
    [StoredAs("refund-stock.needs-operator/1"), Published(StreamNames.Refunds)]
    public sealed record NeedsOperator(
        string Reason, string StoreId, IReadOnlyList<ClaimedGoods> Goods, string? RestockRefused, Origin Origin)
        : RefundStockEvent;

    /// <summary>A person settled what could not be taken back out: it stays in, and a next attempt does not bring it in
    /// again.</summary>
    /// <param name="Goods">That stay in.</param>
    /// <param name="RestockRefused">As in <see cref="NeedsOperator"/>.</param>
    [StoredAs("refund-stock.left-in/1"), Published(StreamNames.Refunds)]
    public sealed record LeftIn(
        string StoreId, IReadOnlyList<ClaimedGoods> Goods, string? RestockRefused, string Reason, string By)
        : RefundStockEvent;

    private RefundStockEvent() { }
}

/// <summary>The record of one refund, written by who only watches.</summary>
public abstract record RefundEvent
{
    public required DateTimeOffset At { get; init; }

    public required long Handled { get; init; }

    /// <summary>As in <see cref="RefundOrder.Attempt"/>.</summary>
    public int? RefundAttempt { get; init; }

    [StoredAs("refund.requested/1")] public sealed record Requested(RefundOrder Refund) : RefundEvent;

    /// <param name="Amounts">With <see cref="RefundStatus.Reserved"/>.</param>
    /// <param name="Failure">Why it does not go well, where it does not.</param>
    /// <param name="AwaitsUndo">The goods have to be taken back out before the refund is over.</param>
    [StoredAs("refund.step-seen/1")]
    public sealed record StepSeen(
        RefundStatus Step, RefundAmounts? Amounts = null, string? Failure = null,
        bool AwaitsUndo = false) : RefundEvent;

    /// <summary>The goods are taken back out, but the customer was not yet told.</summary>
    [StoredAs("refund.undo-seen/1")] public sealed record UndoSeen : RefundEvent;

    /// <summary>The customer was told, but the others have not yet undone their part.</summary>
    [StoredAs("refund.notification-seen/1")] public sealed record NotificationSeen : RefundEvent;

    /// <summary>The money is paid and the customer told.</summary>
    [StoredAs("refund.completed/1"), Published(StreamNames.Refunds)]
    public sealed record Completed(Money Amount) : RefundEvent;

    /// <summary>Nothing was paid, and everybody has undone their part.</summary>
    [StoredAs("refund.failed/1"), Published(StreamNames.Refunds)]
    public sealed record Failed(string Reason) : RefundEvent;

    [StoredAs("refund.needs-operator/1"), Published(StreamNames.Refunds)]
    public sealed record NeedsOperator(string Reason) : RefundEvent;

    /// <summary>Of a cancelled order, which is told: comes with what it tells. A claim hears by itself.</summary>
    [StoredAs("refund.order-told/1"), Published(StreamNames.Refunds)]
    public sealed record OrderTold(string OrderId, RefundStatus Status, string? Failure) : RefundEvent;

    /// <summary>An operator had what was left unanswered asked again, or a failed refund attempted anew.</summary>
    [StoredAs("refund.operator-retried/1")]
    public sealed record OperatorRetried(string Reason, string By) : RefundEvent;

    /// <summary>An operator settled by hand what it was stuck at. What follows, the participants say.</summary>
    /// <param name="ActionId">Of an action on many: repeated after a crash, it settles nothing else.</param>
    [StoredAs("refund.operator-resolved/1")]
    public sealed record OperatorResolved(string Reason, string By, string? ActionId = null) : RefundEvent;

    private RefundEvent() { }
}
