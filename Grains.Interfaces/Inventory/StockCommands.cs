using PosSaga.Journal;

namespace PosSaga.Inventory;

/// <param name="Quantity">1 to 1,000,000.</param>
/// <param name="Key">Client's idempotency key, if any.</param>
[GenerateSerializer, Immutable, Alias("possaga.stock.receive")]
public sealed record ReceiveStock(
    Origin Origin, int Quantity, string Reference,
    string? Key = null, string? Fingerprint = null, VersionCondition? IfMatch = null);

[GenerateSerializer, Immutable, Alias("possaga.stock.adjust")]
public sealed record AdjustStock(
    Origin Origin, int Delta, string Reason,
    string? Key = null, string? Fingerprint = null, VersionCondition? IfMatch = null);

[GenerateSerializer, Immutable, Alias("possaga.stock.set-threshold")]
public sealed record SetThreshold(Origin Origin, int Threshold);

/// <param name="ReservationId">The saga's id, or the sale's.</param>
/// <param name="At">When it was asked for; an unanswered reservation expires ten minutes later, after asking its
/// saga.</param>
[GenerateSerializer, Immutable, Alias("possaga.stock.reserve")]
public sealed record ReserveStock(
    Origin Origin, string ReservationId, int Quantity,
    DateTimeOffset At);

[GenerateSerializer, Immutable, Alias("possaga.stock.release")]
public sealed record ReleaseStock(Origin Origin, string ReservationId);

[GenerateSerializer, Immutable, Alias("possaga.stock.commit")]
public sealed record CommitStock(Origin Origin, string ReservationId);

/// <summary>Pieces that a refund brings back; at least one, at most 1,000,000 of either.</summary>
[GenerateSerializer, Immutable, Alias("possaga.stock.restock")]
public sealed record RestockGoods(Origin Origin, string RefundId, int Resellable, int Damaged);

/// <summary>The same pieces again, out.</summary>
[GenerateSerializer, Immutable, Alias("possaga.stock.take-back-out")]
public sealed record ReverseRestock(Origin Origin, string RefundId, int Resellable, int Damaged);

/// <summary>Quantities in pieces after an event.</summary>
public sealed record StockLevels(long OnHand, long Reserved, long Damaged, int? Threshold);

public abstract record StockEvent
{
    /// <param name="Answered">What a client with a key was answered, so that a repetition is answered the same.</param>
    [StoredAs("stock.received/1")]
    public sealed record Received(int Quantity, string Reference, StockLevels? Answered = null) : StockEvent;

    /// <param name="Answered">As with <see cref="Received"/>.</param>
    [StoredAs("stock.adjusted/1")]
    public sealed record Adjusted(int Delta, string Reason, StockLevels? Answered = null) : StockEvent;

    [StoredAs("stock.threshold-set/1")] public sealed record ThresholdChanged(int Threshold) : StockEvent;

    [StoredAs("stock.reserved/1")]
    public sealed record Reserved(string ReservationId, int Quantity, DateTimeOffset At) : StockEvent;

    [StoredAs("stock.released/1")] public sealed record Released(string ReservationId, int Quantity) : StockEvent;

    /// <summary>Undo of a reservation that never arrived: the late original is refused.</summary>
    [StoredAs("stock.reservation-barred/1")] public sealed record ReservationBarred(string ReservationId) : StockEvent;

    [StoredAs("stock.committed/1")] public sealed record Committed(string ReservationId, int Quantity) : StockEvent;

    [StoredAs("stock.expired/1")] public sealed record Expired(string ReservationId, int Quantity) : StockEvent;

    /// <summary>Goods of a refund: resellable ones are on hand again, damaged ones are kept apart.</summary>
    [StoredAs("stock.restocked/1")]
    public sealed record Restocked(string RefundId, int Resellable, int Damaged) : StockEvent;

    /// <summary>The refund was not paid after all: what it brought back is with the customer again.</summary>
    [StoredAs("stock.taken-back-out/1")]
    public sealed record TakenBackOut(string RefundId, int Resellable, int Damaged) : StockEvent;

    /// <summary>Undo of a restocking that never arrived: the late original is refused.</summary>
    [StoredAs("stock.restock-barred/1")] public sealed record RestockBarred(string RefundId) : StockEvent;

    private StockEvent() { }
}
