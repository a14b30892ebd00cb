namespace PosSaga.Load.Books;

/// <summary>Every saga is at rest, ended as its till was told, and the list says the same as the saga itself.</summary>
internal static class SagaBooks
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
