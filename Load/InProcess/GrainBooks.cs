using System.Text.Json;
using PosSaga.Notifications;
using PosSaga.Payments;
using PosSaga.Refunds;

namespace PosSaga.Load;

/// <summary>Reads a run's books from its grains.</summary>
internal static class GrainBooks
{
    private const int Clients = 64;

    /// <param name="gateway">Null when its ledger is not compared.</param>
    public static async Task<AuditResult> Audit(
        GrainShop shop, Assortment assortment, IReadOnlyList<string> sagaIds,
        IReadOnlyList<BookedRefund>? refunds = null, IGatewayBooks? gateway = null)
    {
        var orders = new BookedOrder[sagaIds.Count];
        var payments = new BookedPayment?[sagaIds.Count];
        await ClosedLoop.Count(Clients, sagaIds.Count, async i =>
        {
            orders[i] = await Order(shop, sagaIds[i]);
            if (await shop.Payment(sagaIds[i]).Get() is { } payment)
                payments[i] = Payment(payment);
        });
        var shelves = assortment.Shelves.ToList();
        var stock = new BookedStock[shelves.Count];
        await ClosedLoop.Count(Clients, shelves.Count, async i =>
        {
            var view = await shop.Stock(shelves[i].StoreId, shelves[i].Sku).Get();
            stock[i] = new BookedStock(
                view.StoreId, view.Sku, Assortment.ReceivedPerShelf, view.OnHand, view.Reserved, view.Damaged);
        });
        return AuditResult.Of(new BookSet
        {
            Orders = orders,
            Payments = [.. payments.OfType<BookedPayment>()],
            Stock = stock,
            Refunds = refunds ?? [],
            Gateway = gateway is null ? null : await gateway.Charges(CancellationToken.None),
        });
    }

    private static async Task<BookedOrder> Order(GrainShop shop, string id)
    {
        var saga = await shop.Saga(id).Get() ?? throw new SystemNotUsableException($"Saga {id} is gone.");
        return new BookedOrder(
            id,
            saga.Cart?.StoreId ?? "",
            JsonNamingPolicy.CamelCase.ConvertName(saga.State.ToString()),
            saga.Cart?.Total.Amount ?? 0,
            saga.Cart is { } cart ? [.. cart.Lines.Select(l => new PlannedLine(l.Sku, l.Quantity))] : []);
    }

    private static BookedPayment Payment(PaymentView payment) => new(
        payment.OrderId,
        JsonNamingPolicy.CamelCase.ConvertName(payment.Status.ToString()),
        payment.Captured.Amount,
        payment.Refunded.Amount,
        payment.ReservedForRefund.Amount);
}

/// <summary>Reads refunds from their grains.</summary>
internal static class RefundGrainBooks
{
    private const int Clients = 64;

    public static async Task<IReadOnlyList<BookedRefund>> Read(
        GrainClaims claims, IReadOnlyList<(string ClaimId, string OrderId)> asked)
    {
        var refunds = new BookedRefund[asked.Count];
        await ClosedLoop.Count(
            Clients, asked.Count, async i => refunds[i] = await One(claims, asked[i].ClaimId, asked[i].OrderId));
        return refunds;
    }

    private static async Task<BookedRefund> One(GrainClaims claims, string id, string orderId)
    {
        var claim = await claims.Claim(id).Get() ?? throw new SystemNotUsableException($"Claim {id} is gone.");
        var refund = await claims.Record(id).Get();
        var messages = await claims.Messages(id).Get();
        return new BookedRefund(
            id, orderId, Written(refund?.Status), Written(claim.RefundStatus),
            refund is { Status: RefundStatus.Completed, Amounts: { } amounts } ? amounts.Amount.Amount : 0,
            messages.Count(m => NotificationRules.MovesRefund(m.Event)),
            [.. (refund?.Lines ?? []).Select(goods => new BookedReturn(
                claim.StoreId ?? "", goods.Sku,
                goods.Condition == Condition.Resellable ? goods.Quantity : 0,
                goods.Condition == Condition.Damaged ? goods.Quantity : 0))]);
    }

    private static string? Written(RefundStatus? status) =>
        status is null ? null : JsonNamingPolicy.CamelCase.ConvertName(status.Value.ToString());
}
