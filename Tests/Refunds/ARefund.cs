using PosSaga.Claims;
using PosSaga.Journal;
using PosSaga.Notifications;
using PosSaga.Orders;
using PosSaga.Refunds;

namespace PosSaga.Tests.Refunds;

/// <summary>The events of one refund, as its participants hear them: 41.30 were paid for order o-1, 16.10 are
/// claimed.</summary>
internal static class ARefund
{
    public const string Id = "c-1";
    public const string NotTakenBack = "restock-refused";

    public static DateTimeOffset At { get; } = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public static Origin Origin { get; } = new("demo", "demo-agent", "o-1", "q-1", "claim/demo/c-1@5");

    public static RefundOrder Order { get; } = new(
        Id, Id, "o-1", "o-1", "1", "ana", ClaimType.ProductDefect, 0.15m,
        [
            new("CAFE", "Café", 1, Condition.Resellable, new(600)),
            new("CAFE", "Café", 2, Condition.Damaged, new(400)),
            new("MIEL", "Miel", 1, Condition.Damaged, new(400)),
            new("THE", "Thé", 1, Condition.NotReturned, new(0)),
        ]);

    public static RefundOrder Cancellation { get; } = Order with
    {
        RefundId = "o-1", ClaimId = null, Type = null,
        Goods = [new("CAFE", "Café", 3, Condition.Resellable, new(3000))],
    };

    public static RefundAmounts Amounts { get; } = new(new(1400), new(0), new(210), new(1610));

    public static object Requested { get; } = new ClaimEvent.RefundRequested(Order) { At = At };

    public static object Cancelled { get; } = new OrderEvent.Cancelled(
        new Personal<string>("demo/customer/ana", "left"), Cancellation);

    public static object Reserved { get; } = new RefundPaymentEvent.Reserved(Order, Amounts) { At = At, Handled = 1 };

    public static object Rejected { get; } =
        new RefundPaymentEvent.Rejected(Order, "nothing-refundable") { At = At, Handled = 1 };

    public static object Restocked { get; } = new RefundStockEvent.Restocked("1", Order.Goods) { At = At, Handled = 2 };

    public static object RestockFailed { get; } =
        new RefundStockEvent.RestockFailed(NotTakenBack) { At = At, Handled = 2 };

    public static object Settled { get; } = new RefundPaymentEvent.Settled(new(1610)) { At = At, Handled = 3 };

    public static object Released { get; } =
        new RefundPaymentEvent.Released(new(1610), NotTakenBack) { At = At, Handled = 3 };

    public static object SettlementFailed { get; } =
        new RefundPaymentEvent.SettlementFailed(new(1610), "no") { At = At, Handled = 3 };

    public static object TakenBackOut { get; } =
        new RefundStockEvent.TakenBackOut("1", Order.Goods) { At = At, Handled = 4 };

    public static object CustomerNotified { get; } =
        new NotificationEvent.CustomerNotified("refund-payment.settled/1", []) { At = At, Handled = 4 };

    public static object PaymentNeedsOperator { get; } =
        new RefundPaymentEvent.NeedsOperator("gateway-unavailable") { At = At, Handled = 3 };

    public static object StockNeedsOperator { get; } =
        new RefundStockEvent.NeedsOperator("restocked-goods-gone", "1", Order.Goods, null, Origin)
        {
            At = At, Handled = 4,
        };

    public static object Completed { get; } = new RefundEvent.Completed(new(1610)) { At = At, Handled = 5 };

    public static object Failed { get; } = new RefundEvent.Failed(NotTakenBack) { At = At, Handled = 5 };

    /// <summary>Whatever a refund's stream can bring.</summary>
    public static IReadOnlyList<object> All { get; } =
    [
        Requested, Cancelled, Reserved, Rejected, Restocked, RestockFailed, Settled, Released, SettlementFailed,
        TakenBackOut, CustomerNotified, PaymentNeedsOperator, StockNeedsOperator, Completed, Failed,
    ];
}
