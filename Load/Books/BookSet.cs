namespace PosSaga.Load;

/// <summary>Everything that must add up, read after all sagas have ended.</summary>
internal sealed record BookSet
{
    /// <summary>The orders as the tills know them; empty when no till sent them.</summary>
    public IReadOnlyList<PlacedOrder> Placed { get; init; } = [];

    public required IReadOnlyList<BookedOrder> Orders { get; init; }

    public required IReadOnlyList<BookedPayment> Payments { get; init; }

    public required IReadOnlyList<BookedStock> Stock { get; init; }

    /// <summary>Every refund that was asked for; its order's books are less by it.</summary>
    public IReadOnlyList<BookedRefund> Refunds { get; init; } = [];

    /// <summary>The gateway's own ledger; null when it cannot be read.</summary>
    public IReadOnlyList<GatewayCharge>? Gateway { get; init; }

    /// <summary>Nobody else uses the gateway, so a charge for an unknown order is an imbalance.</summary>
    public bool GatewayIsOurs { get; init; }

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

internal sealed record BookedStock(
    string StoreId, string Sku, long Received, long OnHand, long Reserved, long Damaged = 0);

/// <summary>What became of one refund that was asked for.</summary>
/// <param name="Status">As the API writes it, from the refund's own record; null when there is none.</param>
/// <param name="ClaimSays">The same as its claim knows it.</param>
/// <param name="RefundedCents">0 unless it is completed.</param>
/// <param name="Messages">How often its customer was told how it ended.</param>
/// <param name="Returned">The goods that came back with it; they stay in stock where it is completed.</param>
internal sealed record BookedRefund(
    string ClaimId, string OrderId, string? Status, string? ClaimSays, long RefundedCents, int Messages,
    IReadOnlyList<BookedReturn> Returned)
{
    public bool IsCompleted => Status == "completed";

    public bool IsFailed => Status == "failed";

    public bool NeedsOperator => Status == "needsOperator";

    public bool IsAtRest => IsCompleted || IsFailed || NeedsOperator;
}

/// <summary>Pieces.</summary>
internal readonly record struct BookedReturn(string StoreId, string Sku, int Resellable, int Damaged);
