using System.Collections.Concurrent;

namespace PosSaga.Load.Orders;

/// <summary>What a till remembers of an order it sent.</summary>
/// <param name="Status">Of the last answer; 0 when there was none.</param>
/// <param name="OrderId">From the body of the answer, of a problem too; null when there was no answer.</param>
/// <param name="TotalCents">From the answer; null unless it was an order.</param>
/// <param name="Interrupted">At least one attempt got no answer, so the till could not know what had become of
/// it.</param>
internal sealed record PlacedOrder(
    string Key, string CartId, OrderPlan Plan, int Status, string? OrderId, long? TotalCents, bool Interrupted)
{
    /// <summary>The answer to the same request sent once more, if it was.</summary>
    public OrderRepeat? Repeat { get; init; }
}

internal sealed record OrderRepeat(int Status, string? OrderId, bool MarkedAsReplay);

/// <summary>All that the tills remember: the system's books are checked against it.</summary>
internal sealed class TillMemory
{
    private readonly ConcurrentBag<PlacedOrder> _orders = [];

    public int Count => _orders.Count;

    public IReadOnlyList<PlacedOrder> Orders => [.. _orders];

    public void Add(PlacedOrder order) => _orders.Add(order);
}
