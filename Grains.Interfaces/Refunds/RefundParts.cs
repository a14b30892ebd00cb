using System.Globalization;
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
/// <param name="TaxRate">Where it is not the sale's; null: the sale's.</param>
[GenerateSerializer, Immutable, Alias("possaga.claimed-goods")]
public sealed record ClaimedGoods(
    string Sku, string Name, int Quantity, Condition Condition, Money Paid, decimal? TaxRate = null);

/// <summary>Everything the participants need to know; what starts a refund says it once.</summary>
/// <param name="ClaimId">Null for a cancelled order.</param>
/// <param name="Type">Decides the rate; null for a cancelled order, which gives the whole price back.</param>
/// <param name="TaxRate">Of the sale.</param>
/// <param name="Shipping">All that the sale charged for shipping, before tax: what of it was not given back yet goes
/// back with this refund. Null: none of it. (A cancellation always says; one of an earlier version does not, and means
/// all that is left of the payment.)</param>
/// <param name="Goodwill">Untaxed, beside the goods.</param>
/// <param name="Attempt">Of the same refund after one that failed: 2, 3 … Null: the first.</param>
[GenerateSerializer, Immutable, Alias("possaga.refund.order")]
public sealed record RefundOrder(
    string RefundId, string? ClaimId, string OrderId, string PaymentId, string StoreId, string? CustomerId,
    ClaimType? Type, decimal TaxRate, IReadOnlyList<ClaimedGoods> Goods, Money? Shipping = null,
    Money? Goodwill = null, int? Attempt = null)
{
    /// <summary>Of an order's nth cancellation: its id for the first, and with a number for those after it.</summary>
    public static string IdOf(string orderId, int cancellation) => cancellation <= 1
        ? orderId
        : string.Create(CultureInfo.InvariantCulture, $"{orderId}.{cancellation}");

    /// <summary>The order of a later cancellation's refund; null where the id is none of such a refund.</summary>
    public static string? OrderOf(string refundId) => refundId.LastIndexOf('.') is > 0 and var dot
        && int.TryParse(refundId.AsSpan(dot + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        && number > 1 && IdOf(refundId[..dot], number) == refundId
            ? refundId[..dot]
            : null;

    /// <summary>Of the same refund. Null: the first.</summary>
    public static bool IsAfter(int? attempt, int? than) => (attempt ?? 1) > (than ?? 1);
}

/// <summary>amount = goods − fee + tax, always, and never above the refundable balance.</summary>
/// <param name="Goods">Shipping and goodwill included.</param>
/// <param name="Shipping">Of the goods; null: none.</param>
/// <param name="Goodwill">Of the goods; null: none.</param>
[GenerateSerializer, Immutable, Alias("possaga.refund.amounts")]
public sealed record RefundAmounts(
    Money Goods, Money Fee, Money Tax, Money Amount, Money? Shipping = null, Money? Goodwill = null);

/// <summary>What one refund gives back, in the parts of which its payment keeps running totals.</summary>
/// <param name="Lines">By SKU.</param>
/// <param name="Taxes">By rate.</param>
[GenerateSerializer, Immutable, Alias("possaga.refund.breakdown")]
public sealed record RefundBreakdown(
    RefundAmounts Amounts, IReadOnlyList<RefundedLine> Lines, IReadOnlyList<RefundedTax> Taxes);

/// <param name="Due">Paid price of the pieces times the share that is given back, in cents and not rounded.</param>
/// <param name="Goods">What is given back of it.</param>
[GenerateSerializer, Immutable, Alias("possaga.refund.line")]
public sealed record RefundedLine(string Sku, decimal Due, Money Goods);

/// <param name="Net">Goods and shipping that the tax is on.</param>
[GenerateSerializer, Immutable, Alias("possaga.refund.tax")]
public sealed record RefundedTax(decimal Rate, Money Net, Money Tax);
