namespace PosSaga.Load.Books;

/// <summary>Captured is what the completed orders cost, less their refunds, order by order and in sum; nothing is
/// captured for others. What needs an operator is not settled and is left out of the sums, on both sides.</summary>
internal static class MoneyBooks
{
    public static IEnumerable<string> Check(BookSet books)
    {
        var payments = books.Payments.ToLookup(p => p.OrderId, StringComparer.Ordinal);
        var refunds = books.RefundsByOrder;
        long owed = 0, kept = 0;
        foreach (var order in books.Orders.DistinctBy(o => o.Id)
            .Where(o => !o.NeedsOperator && !refunds[o.Id].Any(r => r.NeedsOperator)))
        {
            var captured = payments[order.Id].Sum(p => p.CapturedCents - p.RefundedCents);
            var total = order.IsCompleted ? order.TotalCents - refunds[order.Id].Sum(r => r.RefundedCents) : 0;
            owed += total;
            kept += captured;
            if (captured != total)
                yield return $"money: order {order.Id} ({order.Status}) owes {Cents(total)}, "
                    + $"captured {Cents(captured)}";
            if (order.IsFailed && payments[order.Id].FirstOrDefault(p => p.Status == "authorised") is not null)
                yield return $"money: order {order.Id} has failed, but its payment is still held";
        }
        if (owed != kept)
            yield return $"money: completed orders cost {Cents(owed)}, captured {Cents(kept)}";

        var known = books.Orders.DistinctBy(o => o.Id).ToDictionary(o => o.Id, StringComparer.Ordinal);
        foreach (var payment in books.Payments.Where(p => !known.ContainsKey(p.OrderId) && p.CapturedCents != 0))
            yield return $"money: {Cents(payment.CapturedCents)} captured for {payment.OrderId}, which is no order";

        foreach (var placed in books.Placed)
            if (placed is { Status: 201, OrderId: { } id, TotalCents: { } answered }
                && known.TryGetValue(id, out var order) && order.TotalCents != answered)
                yield return $"money: order {id} was answered as {Cents(answered)}, "
                    + $"but is booked as {Cents(order.TotalCents)}";
    }

    public static string Cents(long cents) => new Money(cents).ToString();
}
