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
internal sealed class ASale
{
    public static readonly Origin Origin = new("demo", "demo-agent", "o-1");
    private readonly decimal _rate;
    private readonly Dictionary<string, decimal> _rates = new(StringComparer.Ordinal);
    private readonly List<PaidClaim> _paidClaims = [];
    private readonly List<RefundOrder> _failed = [];
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

    // The order of the sale, shipped and cancelled in parts.

    public Order Order => _order;

    /// <summary>False where the order refuses.</summary>
    public bool Ship(int line, int pieces)
    {
        var decision = OrderDecider.Decide(
            _order, new ShipOrder(Origin, Lines: [new($"S{line}", pieces)]), paid: true, "o-1",
            DateTimeOffset.UnixEpoch);
        return Applied(decision).Count > 0;
    }

    /// <summary>So many pieces of a line, or all that is left where none is named. A refund that fails waits for
    /// <see cref="RetryAll"/>.</summary>
    /// <returns>False where the order refuses.</returns>
    public bool Cancel(int? line = null, int pieces = 1, bool fails = false)
    {
        var cancel = new CancelOrder(
            Origin, "no", Lines: line is { } wanted ? [new OrderedPieces($"S{wanted}", pieces)] : null);
        var facts = new CancelFacts(IsPaid: true, PaidClaims: _paidClaims);
        foreach (var @event in Applied(OrderDecider.Decide(_order, cancel, "o-1", facts)))
        {
            var refund = (@event as OrderEvent.Cancelled)?.Refund ?? (@event as OrderEvent.RefundAsked)?.Refund;
            if (refund is null)
                continue;
            refund = refund with
            {
                Goods = [.. refund.Goods.Select(goods => goods with { TaxRate = _rates[goods.Sku] })],
            };
            Refunded(refund, fails);
            return true;
        }

        return false;
    }

    /// <summary>The failed ones once more, in the order of their failing or the other way round.</summary>
    public void RetryAll(bool lastFirst)
    {
        if (lastFirst)
            _failed.Reverse();
        foreach (var refund in _failed)
            Refunded(refund with { Attempt = 2 }, fails: false);
        _failed.Clear();
    }

    private void Refunded(RefundOrder refund, bool fails)
    {
        var reserved = (PaymentEvent.RefundReserved)Assert.Single(
            Events(new ReserveRefund(Origin, refund.RefundId, null, refund)));
        Payment = Payment.Apply(reserved);
        if (!fails)
        {
            Paid(refund.RefundId, reserved);
            return;
        }

        Payment = Payment.Apply(new PaymentEvent.RefundFailed(refund.RefundId, reserved.Amount, "no"));
        _failed.Add(refund);
    }

    private IReadOnlyList<OrderEvent> Applied(Decision<OrderEvent> decision)
    {
        if (decision is not Decision<OrderEvent>.Recorded { Events: var events })
            return [];
        _order = events.Aggregate(_order, (order, @event) => order.Apply(@event));
        return events;
    }
}
