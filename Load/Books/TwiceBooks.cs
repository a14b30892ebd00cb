namespace PosSaga.Load.Books;

/// <summary>Nothing twice: one order per cart and per key, however often it was sent; no order that no till asked
/// for.</summary>
internal static class TwiceBooks
{
    public static IEnumerable<string> Check(BookSet books)
    {
        foreach (var listed in books.Orders.GroupBy(o => o.Id, StringComparer.Ordinal).Where(g => g.Count() > 1))
            yield return $"twice: order {listed.Key} is listed {listed.Count()} times";
        foreach (var payments in books.Payments.GroupBy(p => p.OrderId, StringComparer.Ordinal)
            .Where(g => g.Count() > 1))
            yield return $"twice: order {payments.Key} has {payments.Count()} payments";

        foreach (var cart in books.Placed.Where(p => p.OrderId is not null)
            .GroupBy(p => p.CartId, StringComparer.Ordinal))
            if (cart.Select(p => p.OrderId).Distinct(StringComparer.Ordinal).Count() is > 1 and var count)
                yield return $"twice: cart {cart.Key} became {count} orders";
        foreach (var order in books.Placed.Where(p => p.OrderId is not null)
            .GroupBy(p => p.OrderId, StringComparer.Ordinal))
            if (order.Select(p => p.Key).Distinct(StringComparer.Ordinal).Count() is > 1 and var count)
                yield return $"twice: order {order.Key} answered {count} different requests";

        foreach (var placed in books.Placed)
        {
            if (placed.Repeat is not { } repeat)
                continue;
            if (repeat.OrderId != placed.OrderId || repeat.Status != placed.Status)
                yield return $"twice: key {placed.Key} was answered {placed.Status} with order {placed.OrderId}, "
                    + $"then {repeat.Status} with order {repeat.OrderId}";
            else if (!repeat.MarkedAsReplay)
                yield return $"twice: key {placed.Key} was answered again, but not marked as a replay";
        }

        if (books.Placed.Count == 0)
            yield break;
        var ours = books.Placed.Select(p => p.OrderId).ToHashSet(StringComparer.Ordinal);
        var strangers = books.Orders.Select(o => o.Id).Distinct(StringComparer.Ordinal)
            .Where(id => !ours.Contains(id)).ToList();
        // A request whose answer was lost for good may well have made an order that its till never heard of.
        var unheard = books.Placed.Count(p => p.OrderId is null && p.Status is 0 or >= 500);
        if (strangers.Count > unheard)
            yield return $"twice: {strangers.Count} orders that no till knows "
                + $"({string.Join(", ", strangers.Take(5))}), with {unheard} requests unanswered";
    }
}
