namespace PosSaga.Load.Books;

/// <summary>On hand is what was received less what completed orders took, with what completed refunds brought back;
/// broken goods are apart; nothing stays reserved. Only what waits for an operator may be either way.</summary>
internal static class StockBooks
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
            if (shelf.Received is not { } received)
                continue;
            var (returned, maybe) = (back.GetValueOrDefault(place), perhapsBack.GetValueOrDefault(place));
            var expected = received - taken.GetValueOrDefault(place) + returned.Resellable;
            // An order stuck after its confirmation may or may not have been deducted.
            if (shelf.OnHand > expected + maybe.Resellable || shelf.OnHand < expected - slack)
                yield return $"{name}: received {received}, taken {taken.GetValueOrDefault(place)}, back "
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
