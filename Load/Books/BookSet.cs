using PosSaga.Load.Orders;

namespace PosSaga.Load.Books;

/// <summary>Everything that must add up, as read from a system that has come to rest.</summary>
internal sealed record BookSet
{
    /// <summary>What the tills remember; empty when only the system is asked.</summary>
    public IReadOnlyList<PlacedOrder> Placed { get; init; } = [];

    public required IReadOnlyList<BookedOrder> Orders { get; init; }

    public required IReadOnlyList<BookedPayment> Payments { get; init; }

    public required IReadOnlyList<BookedStock> Stock { get; init; }

    /// <summary>Every refund that was asked for; its order's books are less by it.</summary>
    public IReadOnlyList<BookedRefund> Refunds { get; init; } = [];

    /// <summary>The gateway's own ledger; null when it cannot be read.</summary>
    public IReadOnlyList<GatewayCharge>? Gateway { get; init; }

    /// <summary>Nobody else uses the gateway: a charge for an unknown order is somebody's lost money.</summary>
    public bool GatewayIsOurs { get; init; }

    /// <summary>What of an order's money its refunds have given back.</summary>
    public ILookup<string, BookedRefund> RefundsByOrder => Refunds.ToLookup(r => r.OrderId, StringComparer.Ordinal);
}

/// <param name="Status">As the API writes it: <c>completed</c>, <c>needsOperator</c> …, from the grain.</param>
/// <param name="ListedStatus">The same from the list, which is a read model; null when the list was not asked.</param>
internal sealed record BookedOrder(
    string Id, string StoreId, string Status, long TotalCents, IReadOnlyList<PlannedLine> Lines,
    string? ListedStatus = null)
{
    public bool IsCompleted => Status == "completed";

    public bool IsFailed => Status == "failed";

    public bool NeedsOperator => Status == "needsOperator";

    public bool IsAtRest => IsCompleted || IsFailed || NeedsOperator;
}

/// <summary>A payment as the system knows it, by the order it pays.</summary>
/// <param name="ReservedCents">Set aside for refunds under way.</param>
internal sealed record BookedPayment(
    string OrderId, string Status, long CapturedCents, long RefundedCents, long ReservedCents = 0);

/// <param name="Received">Null when it is not known what came in: then only reservations are checked.</param>
internal sealed record BookedStock(
    string StoreId, string Sku, long? Received, long OnHand, long Reserved, long Damaged = 0);
