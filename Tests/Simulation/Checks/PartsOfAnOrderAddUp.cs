using PosSaga.Orders;
using PosSaga.Payments;
using PosSaga.Refunds;

namespace PosSaga.Tests.Simulation;

/// <summary>Of each line of an order: what was shipped and what was cancelled, and what claims hold and what was
/// cancelled, is never more than was bought, by the journal and by what the staff was told. Its money is what was given
/// back and what was kept, and of pieces that were only cancelled just their share of the price is given
/// back.</summary>
internal sealed class PartsOfAnOrderAddUp : Check
{
    public override IEnumerable<string> Broken(Evidence evidence) =>
        from order in evidence.Orders
        where order.Value.End.Exists
        from fault in Once(evidence, order.Key, order.Value).Concat(Numbered(order.Key, order.Value.End))
            .Concat(order.Value.End.Cart!.Lines.GroupBy(line => line.Sku).SelectMany(sku => Line(
                evidence, order.Key, order.Value.End, sku.Key, sku.Sum(line => line.Quantity),
                sku.Sum(line => line.LineTotal.Amount))))
        select $"order {order.Key}: {fault}";

    /// <summary>A command that was sent again under its key was carried out once.</summary>
    private static IEnumerable<string> Once(Evidence evidence, string id, Told<Order, OrderEvent> told)
    {
        // Where a test says what is done, nobody keeps a diary of it.
        if (!evidence.World.Diary.Parts.TryGetValue(id, out var asked))
            yield break;
        if (told.End.Shipments.Count > asked.Ships.Count)
            yield return $"it was shipped {told.End.Shipments.Count} times, and that was asked "
                + $"{asked.Ships.Count} times";
        if (told.End.Cancellations.Count > asked.Cancels.Count)
            yield return $"it was cancelled {told.End.Cancellations.Count} times, and that was asked "
                + $"{asked.Cancels.Count} times";
    }

    private static IEnumerable<string> Numbered(string id, Order order)
    {
        for (var i = 0; i < order.Cancellations.Count; i++)
            if (order.Cancellations[i] is var one && RefundOrder.IdOf(id, i + 1) is var due
                && (one.RefundId != due || one.Refund!.Asked.RefundId != due))
                yield return $"its cancellation {i + 1} has the refund {one.RefundId}, {one.Refund!.Asked.RefundId}";
        var shouldBe = order switch
        {
            { WasCancelled: true } or { Cancellations.Count: 0, Shipments.Count: 0 } => order.Fulfilment,
            { HasShipped: false } => Fulfilment.PartlyCancelled,
            { Fulfilment: Fulfilment.Delivered } => Fulfilment.Delivered,
            _ => OrderPieces.Unshipped(order).Count > 0 ? Fulfilment.PartlyShipped : Fulfilment.Shipped,
        };
        if (order.Fulfilment != shouldBe)
            yield return $"it is {order.Fulfilment} and should be {shouldBe}";
    }

    private static IEnumerable<string> Line(
        Evidence evidence, string id, Order order, string sku, int bought, long paid)
    {
        var cancelled = order.Cancellations.SelectMany(one => one.Goods).Where(goods => goods.Sku == sku).ToList();
        var shipped = Pieces(order.Shipments.SelectMany(one => one.Lines), sku);
        var told = evidence.World.Diary.Parts.TryGetValue(id, out var heard)
            ? Pieces(heard.Shipped.Values.SelectMany(lines => lines), sku)
            : 0;
        var claimed = order.Claims.Values.SelectMany(claim => claim.Goods).Where(goods => goods.Sku == sku).ToList();
        if (Math.Max(shipped, told) + cancelled.Sum(goods => goods.Quantity) > bought)
            yield return $"{bought} of {sku} were bought, {shipped} shipped ({told} as the staff was told), and "
                + $"{cancelled.Sum(goods => goods.Quantity)} cancelled";
        if (claimed.Sum(goods => goods.Quantity) + cancelled.Sum(goods => goods.Quantity) > bought)
            yield return $"{bought} of {sku} were bought, {claimed.Sum(goods => goods.Quantity)} claimed, and "
                + $"{cancelled.Sum(goods => goods.Quantity)} cancelled";
        foreach (var goods in cancelled)
            if (goods.Paid.Amount * bought != paid * goods.Quantity)
                yield return $"{goods.Quantity} of {sku} were cancelled for {goods.Paid}, {bought} cost {paid}";

        // Goodwill is paid out of the same money: then less may be left of it than is due.
        var payment = evidence.Payments[order.PaymentId].End;
        var refunds = payment.Refunds.Where(refund => refund.Value is { Outcome: RefundOutcome.Refunded }).ToList();
        var given = refunds.Sum(refund => (refund.Value.Breakdown?.Lines ?? [])
            .Where(line => line.Sku == sku).Sum(line => line.Goods.Amount));
        if (given > paid)
            yield return $"{sku} cost {paid}, {given} were given back: {paid - given} were kept";
        var isOverpaid = refunds.Exists(refund => refund.Value.Breakdown?.Amounts.Goodwill is not null);
        var due = order.Cancellations
            .Where(one => payment.RefundOf(one.RefundId) is { Outcome: RefundOutcome.Refunded })
            .SelectMany(one => one.Goods).Where(goods => goods.Sku == sku).Sum(goods => goods.Paid.Amount);
        if (!isOverpaid && evidence.Asked.Values.All(asked => asked[^1].OrderId != id || asked[^1].ClaimId is null
            || asked[^1].Goods.All(goods => goods.Sku != sku)) && given != due)
            yield return $"pieces of {sku} were cancelled for {due}, {given} were given back";
    }

    private static int Pieces(IEnumerable<OrderedPieces> lines, string sku) =>
        lines.Where(line => line.Sku == sku).Sum(line => line.Quantity);
}
