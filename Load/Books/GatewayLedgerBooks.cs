using static PosSaga.Load.Books.MoneyBooks;

namespace PosSaga.Load.Books;

/// <summary>The same money, by the gateway's own ledger: one hold per completed order, captured to the cent
/// and given back as its refunds say; nothing
/// held or kept for any other.</summary>
internal static class GatewayLedgerBooks
{
    public static IEnumerable<string> Check(BookSet books)
    {
        if (books.Gateway is not { } charges)
            yield break;
        var refunds = books.RefundsByOrder;
        var orders = books.Orders.DistinctBy(o => o.Id).ToDictionary(o => o.Id, StringComparer.Ordinal);
        foreach (var charge in charges)
        {
            if (!orders.TryGetValue(charge.PaymentId, out var order))
            {
                if (books.GatewayIsOurs && (charge.HeldCents != 0 || charge.CapturedCents != charge.RefundedCents))
                    yield return $"gateway: holds {Cents(charge.HeldCents)}, kept {Cents(charge.CapturedCents)} for "
                        + $"{charge.PaymentId}, which is no order";
                continue;
            }
            if (charge.Authorisations > 1)
                yield return $"gateway: order {order.Id} was authorised {charge.Authorisations} times";
            if (order.NeedsOperator || !order.IsAtRest || refunds[order.Id].Any(r => r.NeedsOperator))
                continue;
            var total = order.IsCompleted ? order.TotalCents - refunds[order.Id].Sum(r => r.RefundedCents) : 0;
            if (charge.CapturedCents - charge.RefundedCents != total)
                yield return $"gateway: order {order.Id} ({order.Status}) owes {Cents(total)}, the gateway kept "
                    + $"{Cents(charge.CapturedCents - charge.RefundedCents)}";
            if (charge.HeldCents != 0)
                yield return $"gateway: order {order.Id} ({order.Status}): {Cents(charge.HeldCents)} still held";
        }
        var charged = charges.Select(c => c.PaymentId).ToHashSet(StringComparer.Ordinal);
        foreach (var order in orders.Values.Where(o => o.IsCompleted && o.TotalCents != 0 && !charged.Contains(o.Id)))
            yield return $"gateway: order {order.Id} is completed, but the gateway does not know its payment";
    }
}
