using PosSaga.Claims;
using PosSaga.Orders;
using PosSaga.Sagas;
using PosSaga.Sales;

namespace PosSaga.Tests.Simulation;

/// <summary>What people asked for and what they were told, in order. Nobody takes anything back.</summary>
internal sealed class Diary
{
    /// <summary>Every request for an order that was ever sent, by saga; the same request twice is there once.</summary>
    public SortedDictionary<string, List<StartOrderSaga>> Asked { get; } = new(StringComparer.Ordinal);

    /// <summary>Answers to requests for an order.</summary>
    public List<(string Saga, string Fingerprint, CommandResult<SagaView> Answer)> Started { get; } = [];

    /// <summary>How a saga was said to stand.</summary>
    public List<SagaView> Seen { get; } = [];

    /// <summary>Where something was said to be done: the stream, and the journal's position after it.</summary>
    public List<(string Stream, long Position)> Promised { get; } = [];

    /// <summary>Deliveries that the stock clerk was told are in, and how many they were.</summary>
    public List<(string Stream, string Key, int Quantity)> Delivered { get; } = [];

    /// <summary>Answers to agents who asked for a claim's refund.</summary>
    public List<(string Claim, CommandResult<ClaimView> Answer)> Refunds { get; } = [];

    /// <summary>What was asked to be shipped and cancelled, and what was said to be shipped, by order.</summary>
    public SortedDictionary<string, OrderParts> Parts { get; } = new(StringComparer.Ordinal);

    public OrderParts PartsOf(string order)
    {
        if (!Parts.TryGetValue(order, out var parts))
            Parts.Add(order, parts = new());
        return parts;
    }

    /// <summary>What tills asked for.</summary>
    public List<(string Id, StartSale Request)> Sales { get; } = [];

    /// <summary>What tills were told.</summary>
    public List<(string Id, string Fingerprint, CommandResult<SaleView> Answer)> SalesTold { get; } = [];

    public void Asks(string saga, StartOrderSaga request)
    {
        if (!Asked.TryGetValue(saga, out var requests))
            Asked.Add(saga, requests = []);
        if (!requests.Exists(known => known.Fingerprint == request.Fingerprint))
            requests.Add(request);
    }

    public void Sees(SagaView? view)
    {
        if (view is null)
            return;
        Seen.Add(view);
        Promise($"order-saga/{World.Tenant}/{view.Id}", view.Position);
    }

    public void Promise(string stream, long position)
    {
        if (position > 0)
            Promised.Add((stream, position));
    }
}

/// <summary>Of one order.</summary>
internal sealed class OrderParts
{
    /// <summary>Keys of the commands.</summary>
    public SortedSet<string> Ships { get; } = new(StringComparer.Ordinal);

    public SortedSet<string> Cancels { get; } = new(StringComparer.Ordinal);

    /// <summary>By their number: whoever heard of a shipment heard the same of it.</summary>
    public SortedDictionary<int, IReadOnlyList<OrderedPieces>> Shipped { get; } = [];

    public void Sees(OrderView order)
    {
        for (var i = 0; i < order.Shipments!.Count; i++)
            Shipped[i] = order.Shipments[i].Lines;
    }
}
