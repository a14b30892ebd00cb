using System.Text.Json;
using PosSaga.Load.Books;
using PosSaga.Load.Measuring;
using PosSaga.Load.Orders;
using PosSaga.Payments;

namespace PosSaga.Load.InProcess;

/// <summary>Reads a run's books from the grains themselves.</summary>
internal static class GrainBooks
{
    private const int Clients = 64;

    /// <param name="refunds">Of these orders; null when there are none.</param>
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
