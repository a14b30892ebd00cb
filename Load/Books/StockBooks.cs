namespace PosSaga.Load.Books;

/// <summary>On hand is what was received less what completed orders took; nothing stays reserved, but for orders that
/// wait for an operator.</summary>
internal static class StockBooks
{
    public static IEnumerable<string> Check(BookSet books)
    {
        var taken = Pieces(books.Orders.Where(o => o.IsCompleted));
        var unsettled = Pieces(books.Orders.Where(o => o.NeedsOperator));
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
            var expected = received - taken.GetValueOrDefault(place);
            // An order stuck after its confirmation may or may not have been deducted.
            if (shelf.OnHand > expected || shelf.OnHand < expected - slack)
                yield return $"{name}: received {received}, taken {received - expected}, so {expected} on hand; "
                    + $"it says {shelf.OnHand}";
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
}
