namespace PosSaga.Load.Books;

/// <summary>What became of one refund that was asked for.</summary>
/// <param name="Status">As the API writes it, from the refund's own record; null when nobody has heard of it.</param>
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
