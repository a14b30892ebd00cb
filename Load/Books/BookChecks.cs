namespace PosSaga.Load;

/// <summary>Compares the books and describes every imbalance in a line.</summary>
internal static class BookChecker
{
    public static IReadOnlyList<string> Check(BookSet books) =>
    [
        .. SagaChecks.Check(books),
        .. MoneyChecks.Check(books),
        .. GatewayChecks.Check(books),
        .. RefundChecks.Check(books),
        .. StockChecks.Check(books),
        .. DuplicateChecks.Check(books),
    ];
}

/// <summary>Every saga is at rest, ended as its till was answered, and the list has the same status as the
/// saga.</summary>
internal static class SagaChecks
{
    public static IEnumerable<string> Check(BookSet books)
    {
        foreach (var order in books.Orders)
        {
            if (!order.IsAtRest)
                yield return $"saga: order {order.Id} is still {order.Status}";
            if (order.ListedStatus is { } listed && listed != order.Status)
                yield return $"saga: order {order.Id} is {order.Status}, but the list says {listed}";
        }
        var orders = books.Orders.DistinctBy(o => o.Id).ToDictionary(o => o.Id, StringComparer.Ordinal);
        foreach (var placed in books.Placed)
        {
            if (placed.OrderId is null)
                continue;
            if (!orders.TryGetValue(placed.OrderId, out var order))
                yield return $"saga: order {placed.OrderId} was answered {placed.Status}, but does not exist";
            else if (Contradicts(placed.Status, order))
                yield return $"saga: order {order.Id} was answered {placed.Status}, but is {order.Status}";
        }
    }

    private static bool Contradicts(int answered, BookedOrder order) => answered switch
    {
        201 => !order.IsCompleted,
        402 or 409 or 422 => !order.IsFailed,
        _ => false,
    };
}

/// <summary>On hand is what was received, less what completed orders took, plus what completed refunds returned;
/// damaged goods are counted apart; nothing stays reserved. Orders that need an operator may count either
/// way.</summary>
internal static class StockChecks
{
    public static IEnumerable<string> Check(BookSet books)
    {
        var taken = Pieces(books.Orders.Where(o => o.IsCompleted));
        var unsettled = Pieces(books.Orders.Where(o => o.NeedsOperator));
        var back = Returns(books.Refunds.Where(r => r.IsCompleted));
        var perhapsBack = Returns(books.Refunds.Where(r => r.NeedsOperator));
        foreach (var shelf in books.Stock)
        {
            var place = (shelf.StoreId, shelf.Sku);
            var slack = unsettled.GetValueOrDefault(place);
            var name = $"stock: {shelf.Sku} in store {shelf.StoreId}";
            if (shelf.Reserved < 0 || shelf.Reserved > slack)
                yield return $"{name}: {shelf.Reserved} still reserved, at most {slack} explained";
            if (shelf.OnHand < shelf.Reserved)
                yield return $"{name}: {shelf.Reserved} reserved of {shelf.OnHand} on hand";
            var (returned, maybe) = (back.GetValueOrDefault(place), perhapsBack.GetValueOrDefault(place));
            var expected = shelf.Received - taken.GetValueOrDefault(place) + returned.Resellable;
            // An order stuck after its confirmation may or may not have been deducted.
            if (shelf.OnHand > expected + maybe.Resellable || shelf.OnHand < expected - slack)
                yield return $"{name}: received {shelf.Received}, taken {taken.GetValueOrDefault(place)}, back "
                    + $"{returned.Resellable}, so {expected} on hand; it says {shelf.OnHand}";
            if (shelf.Damaged < returned.Damaged || shelf.Damaged > returned.Damaged + maybe.Damaged)
                yield return $"{name}: {returned.Damaged} came back damaged; it says {shelf.Damaged}";
        }
    }

    private static Dictionary<(string, string), long> Pieces(IEnumerable<BookedOrder> orders)
    {
        var pieces = new Dictionary<(string, string), long>();
        foreach (var order in orders.DistinctBy(o => o.Id))
            foreach (var line in order.Lines)
                pieces[(order.StoreId, line.Sku)] = pieces.GetValueOrDefault((order.StoreId, line.Sku)) + line.Quantity;
        return pieces;
    }

    private static Dictionary<(string, string), (long Resellable, long Damaged)> Returns(
        IEnumerable<BookedRefund> refunds)
    {
        var pieces = new Dictionary<(string, string), (long Resellable, long Damaged)>();
        foreach (var goods in refunds.SelectMany(r => r.Returned))
        {
            var (resellable, damaged) = pieces.GetValueOrDefault((goods.StoreId, goods.Sku));
            pieces[(goods.StoreId, goods.Sku)] = (resellable + goods.Resellable, damaged + goods.Damaged);
        }
        return pieces;
    }
}

/// <summary>Nothing twice: one order per cart and per key, however often it was sent; no order that no till
/// sent.</summary>
internal static class DuplicateChecks
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
        var unknown = books.Orders.Select(o => o.Id).Distinct(StringComparer.Ordinal)
            .Where(id => !ours.Contains(id)).ToList();
        // A request without an answer may have created an order that its till does not know.
        var unanswered = books.Placed.Count(p => p.OrderId is null && p.Status is 0 or >= 500);
        if (unknown.Count > unanswered)
            yield return $"twice: {unknown.Count} orders that no till knows "
                + $"({string.Join(", ", unknown.Take(5))}), with {unanswered} requests unanswered";
    }
}
