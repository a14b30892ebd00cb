using PosSaga.Claims;
using PosSaga.Refunds;

namespace PosSaga.Orders;

/// <summary>So many pieces of one SKU of an order.</summary>
[GenerateSerializer, Immutable, Alias("possaga.order.pieces")]
public sealed record OrderedPieces(string Sku, int Quantity);

/// <summary>What has become of the pieces of one SKU.</summary>
[GenerateSerializer, Immutable, Alias("possaga.order.line-progress")]
public sealed record LineProgress(string Sku, int Shipped, int Cancelled);

/// <param name="HoldVersion">Version of the claim's log that says it wants them; a later wish takes the place of an earlier
/// one.</param>
/// <param name="CustomerId">Must be the order's, where that has one.</param>
/// <param name="Lines">Empty: whatever no other claim holds.</param>
/// <param name="Otherwise">Condition of what <paramref name="Lines"/> does not name.</param>
[GenerateSerializer, Immutable, Alias("possaga.order.hold-pieces")]
public sealed record HoldForClaim(
    Origin Origin, string ClaimId, long HoldVersion, string CustomerId, IReadOnlyList<ClaimLine> Lines, Condition Otherwise);

/// <param name="HoldVersion">Ends this wish and all before it; a hold that arrives late is refused.</param>
[GenerateSerializer, Immutable, Alias("possaga.order.let-go-of-pieces")]
public sealed record ReleaseHold(Origin Origin, string ClaimId, long HoldVersion);

/// <summary>What an order holds for one claim, and what of the order belongs to it.</summary>
/// <param name="TaxRate">0.14975 for QC.</param>
/// <param name="Shipping">Of the whole order, before tax; null: none.</param>
[GenerateSerializer, Immutable, Alias("possaga.order.held-pieces")]
public sealed record ClaimHoldContent(
    string StoreId, string? CustomerId, string PaymentId, decimal TaxRate, IReadOnlyList<ClaimedGoods> Goods,
    Money? Shipping = null);
