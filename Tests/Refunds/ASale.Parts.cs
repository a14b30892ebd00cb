using PosSaga.EventSourcing;
using PosSaga.Orders;
using PosSaga.Payments;
using PosSaga.Refunds;

namespace PosSaga.Tests.Refunds;

/// <summary>The order of the sale, shipped and cancelled in parts.</summary>
internal sealed partial class ASale
{
    private readonly List<PaidClaim> _paidClaims = [];
    private readonly List<RefundOrder> _failed = [];

    public Order Order => _order;

    /// <summary>False where the order refuses.</summary>
    public bool Ship(int line, int pieces)
    {
        var decision = OrderDecider.Decide(
            _order, new ShipOrder(Origin, Lines: [new($"S{line}", pieces)]), paid: true, "o-1", DateTimeOffset.UnixEpoch);
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
            refund = refund with { Goods = [.. refund.Goods.Select(goods => goods with { TaxRate = _rates[goods.Sku] })] };
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
