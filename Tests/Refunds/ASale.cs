using PosSaga.Carts;
using PosSaga.Claims;
using PosSaga.EventSourcing;
using PosSaga.Orders;
using PosSaga.Payments;
using PosSaga.Refunds;

namespace PosSaga.Tests.Refunds;

/// <summary>A line of a sale, with the tax rate of its goods.</summary>
internal sealed record SoldLine(int Quantity, long Cents, decimal TaxRate);

/// <summary>A captured sale whose pieces are given back one claim after the other, by the deciders of order and
/// payment.</summary>
internal sealed partial class ASale
{
    public static readonly Origin Origin = new("demo", "demo-agent", "o-1");
    private readonly decimal _rate;
    private readonly Dictionary<string, decimal> _rates = new(StringComparer.Ordinal);
    private Order _order;
    private int _claims;

    /// <param name="rate">Of the sale, its shipping too.</param>
    public ASale(decimal rate, long shipping, params SoldLine[] lines)
    {
        (_rate, Shipping) = (rate, new(shipping));
        for (var i = 0; i < lines.Length; i++)
            _rates.Add($"S{i}", lines[i].TaxRate);
        // Two of a SKU with totals that are no multiple of it: a discount on the line.
        PricedLine[] priced = [.. lines.SelectMany((line, i) => Lines($"S{i}", line))];
        foreach (var of in lines.GroupBy(line => line.TaxRate).Select(g => (g.Key, Net: g.Sum(line => line.Cents))))
            Nets[of.Key] = of.Net;
        Nets[rate] = Nets.GetValueOrDefault(rate) + shipping;
        Total = new(Nets.Values.Sum() + Nets.Sum(net => Tax(net.Key)));
        var cart = new PricedCart(
            "1", "ana", priced, rate, new(Nets.Values.Sum() - shipping), Shipping, Total - new Money(Nets.Values.Sum()),
            Total);
        _order = Order.Initial.Apply(new OrderEvent.Confirmed("cart-1", cart, "p-1", "o-1"));
        Payment = Payment.Initial
            .Apply(new PaymentEvent.Authorised("o-1", Total, PaymentMethod.CreditCard, "A1", 1))
            .Apply(new PaymentEvent.Captured(Total));
    }

    public Payment Payment { get; private set; }

    public Money Shipping { get; }

    public Money Total { get; }

    public Dictionary<decimal, long> Nets { get; } = [];

    public List<RefundBreakdown> Given { get; } = [];

    /// <summary>Paid at this rate.</summary>
    public long Tax(decimal rate) => new Money(Nets[rate]).Times(rate).Amount;

    public long TaxGiven(decimal rate) =>
        Given.SelectMany(refund => refund.Taxes).Where(tax => tax.Rate == rate).Sum(tax => tax.Tax.Amount);

    /// <summary>A claim on so many pieces of a line, or on all that is left where none is named. Null: nothing is left
    /// of them, or of the payment.</summary>
    public RefundBreakdown? Refund(
        ClaimType? type, int? line = null, int pieces = 1, bool shipping = false, long goodwill = 0, bool fails = false)
    {
        var claim = $"c{++_claims}";
        List<ClaimLine> lines = line is { } wanted ? [new($"S{wanted}", pieces, Condition.Damaged)] : [];
        var held = Held(new HoldForClaim(Origin, claim, 1, "ana", lines, Condition.Damaged));
        if (held.Count == 0 && !shipping && goodwill == 0 && type is not null)
            return null;
        var refund = new RefundOrder(
            claim, claim, "o-1", "p-1", "1", "ana", type, _rate,
            [.. held.Select(goods => goods with { TaxRate = _rates[goods.Sku] })],
            shipping || type is null ? Shipping : null, goodwill == 0 ? null : new Money(goodwill));
        if (Events(new ReserveRefund(Origin, claim, null, refund)) is not [PaymentEvent.RefundReserved reserved])
            return null;
        Payment = Payment.Apply(reserved);
        if (fails)
            Payment = Payment.Apply(new PaymentEvent.RefundFailed(claim, reserved.Amount, "no"));
        var paid = fails ? Again(refund) : Paid(claim, reserved);
        if (type is { } known && paid is not null && held.Count > 0)
            _paidClaims.Add(new PaidClaim(claim, known, paid.Amounts.Fee));
        return paid;
    }

    /// <summary>The same refund once more, after others may have come between.</summary>
    private RefundBreakdown? Again(RefundOrder refund)
    {
        var again = new ReserveRefund(Origin, refund.RefundId, null, refund with { Attempt = 2 });
        if (Events(again) is not [PaymentEvent.RefundReserved reserved])
            return null;
        Payment = Payment.Apply(reserved);
        return Paid(refund.RefundId, reserved);
    }

    private RefundBreakdown Paid(string refund, PaymentEvent.RefundReserved reserved)
    {
        Payment = Payment.Apply(new PaymentEvent.Refunded(refund, reserved.Amount, reserved.Attempt));
        Given.Add(reserved.Breakdown!);
        return reserved.Breakdown!;
    }

    private IReadOnlyList<ClaimedGoods> Held(HoldForClaim hold)
    {
        if (OrderDecider.Decide(_order, hold)
            is not Decision<OrderEvent>.Recorded { Events: [OrderEvent.PiecesHeld held] })
            return [];
        _order = _order.Apply(held);
        return held.Goods;
    }

    private IReadOnlyList<PaymentEvent> Events(IPaymentCommand command) =>
        PaymentDecider.Decide("p-1", Payment, command) is Decision<PaymentEvent>.Recorded recorded
            ? recorded.Events
            : [];

    private static IEnumerable<PricedLine> Lines(string sku, SoldLine line)
    {
        var each = line.Cents / line.Quantity;
        if (line.Quantity > 1)
            yield return new PricedLine(sku, sku, new(each), line.Quantity - 1);
        yield return new PricedLine(sku, sku, new(line.Cents - (each * (line.Quantity - 1))), 1);
    }
}
