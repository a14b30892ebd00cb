using PosSaga.Claims;

namespace PosSaga.Refunds;

/// <summary>Restocking follows the goods: resellable → on hand, damaged → damaged bucket, not returned →
/// nothing.</summary>
public enum Condition { Resellable, Damaged, NotReturned }

public enum RefundStatus
{
    Requested, Reserved, Restocked, Settled, Completed, Rejected, Released, Failed, NeedsOperator,
}

/// <summary>Pieces of one order line that a claim is about.</summary>
/// <param name="Paid">What was paid for exactly these pieces, before tax: parts of a line add up to the line.</param>
[GenerateSerializer, Immutable, Alias("possaga.claimed-goods")]
public sealed record ClaimedGoods(string Sku, string Name, int Quantity, Condition Condition, Money Paid);

/// <summary>Everything the participants need to know; what starts a refund says it once.</summary>
/// <param name="ClaimId">Null for a cancelled order.</param>
/// <param name="Type">Decides the rate; null for a cancelled order, which gives everything back, shipping
/// included.</param>
/// <param name="TaxRate">Of the sale.</param>
[GenerateSerializer, Immutable, Alias("possaga.refund.order")]
public sealed record RefundOrder(
    string RefundId, string? ClaimId, string OrderId, string PaymentId, string StoreId, string? CustomerId,
    ClaimType? Type, decimal TaxRate, IReadOnlyList<ClaimedGoods> Goods);

/// <summary>amount = goods − fee + tax, never above the refundable balance.</summary>
[GenerateSerializer, Immutable, Alias("possaga.refund.amounts")]
public sealed record RefundAmounts(Money Goods, Money Fee, Money Tax, Money Amount);
