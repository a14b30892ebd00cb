using PosSaga.Claims;
using PosSaga.Inventory;
using PosSaga.PaymentSimulator;
using PosSaga.Payments;
using PosSaga.Refunds;

namespace PosSaga.Tests.Simulation;

/// <summary>What is set aside on a payment is what refunds under way have there.</summary>
internal sealed class NothingStaysSetAside : Check
{
    public override IEnumerable<string> Broken(Evidence evidence)
    {
        var open = evidence.RefundPayments.Values.Select(told => told.End)
            .Where(part => part.Stage == RefundPaymentStage.Reserved)
            .ToLookup(part => part.Refund!.PaymentId, StringComparer.Ordinal);
        foreach (var (id, payment) in evidence.Payments)
            if (open[id].Sum(part => part.Amounts!.Amount.Amount) is var explained
                && payment.End.ReservedForRefund.Amount != explained)
                yield return $"payment {id} has {payment.End.ReservedForRefund} set aside, "
                    + $"refunds under way explain {explained}";
    }
}

/// <summary>An amount is what the rules make of the goods, and never more than was left of the payment when it was set
/// aside; it is what was paid in the end.</summary>
internal sealed class AmountsAreByTheRules : Check
{
    public override IEnumerable<string> Broken(Evidence evidence)
    {
        foreach (var (id, told) in evidence.RefundPayments)
        {
            var last = told.Events.Select(e => e.Event).OfType<RefundPaymentEvent.Reserved>().LastOrDefault();
            if (last is not { } reserved)
                continue;
            var payment = evidence.Payments[reserved.Refund.PaymentId];
            var at = payment.Events.FindIndex(e => e.Event is PaymentEvent.RefundReserved r && r.RefundId == id
                && r.Attempt == reserved.RefundAttempt);
            if (at < 0)
            {
                yield return $"refund {id} has {reserved.Amounts.Amount} set aside, its payment does not know";
                continue;
            }

            var before = payment.States[at];
            var rules = RefundRules.Of(reserved.Refund, before.RefundedBeside(id), before.Refundable).Amounts;
            var kept = ((PaymentEvent.RefundReserved)payment.Events[at].Event).Amount;
            if (rules != reserved.Amounts || kept != rules.Amount)
                yield return $"refund {id} comes to {rules}; it says {reserved.Amounts}, its payment set {kept} aside";
            foreach (var settled in told.Events.Select(e => e.Event).OfType<RefundPaymentEvent.Settled>())
                if (settled.Amount != reserved.Amounts.Amount)
                    yield return $"refund {id} of {reserved.Amounts.Amount} paid {settled.Amount}";
        }
    }
}

/// <summary>By the gateway's own books: each refund was paid once or not at all, as its record says, and all of one
/// payment together never more than it took.</summary>
internal sealed class RefundsAgreeWithTheGateway : Check
{
    public override IEnumerable<string> Broken(Evidence evidence)
    {
        var paid = evidence.World.Books.Accounts.SelectMany(account => account.Refunds)
            .Where(refund => refund.Amount > 0)
            .ToLookup(refund => Evidence.RefundOf(refund.RefundId), StringComparer.Ordinal);
        foreach (var (id, told) in evidence.RefundPayments)
        {
            var amount = told.End.Stage == RefundPaymentStage.Settled ? told.End.Amounts!.Amount.Amount : 0;
            if (paid[id].Sum(refund => refund.Amount) is var sum && sum != amount)
                yield return $"refund {id} is {told.End.Stage} with {amount}, the gateway paid {sum}";
        }

        foreach (var refund in paid)
            if (!evidence.RefundPayments.ContainsKey(refund.Key) && !evidence.IsVoid(refund.Key))
                yield return $"the gateway paid {refund.Sum(r => r.Amount)} for refund {refund.Key}: nobody knows it";
        foreach (var account in evidence.World.Books.Accounts)
            if (account.Refunded > account.Captured)
                yield return $"{account.Id}: {account.Refunded} were given back of {account.Captured}";
    }
}

/// <summary>Goods of a paid refund are back once, resellable ones on hand and damaged ones apart; of an unpaid one
/// none, but for those that a person left in.</summary>
internal sealed class GoodsFollowTheRefund : Check
{
    public override IEnumerable<string> Broken(Evidence evidence)
    {
        var moves = evidence.Stocks.Values.SelectMany(stock => stock.Events.Select(e => (stock.Id, e.Event)))
            .Select(e => e.Event switch
            {
                StockEvent.Restocked r => (r.RefundId, Shelf: e.Id, r.Resellable, r.Damaged),
                StockEvent.TakenBackOut r => (r.RefundId, Shelf: e.Id, Resellable: -r.Resellable, Damaged: -r.Damaged),
                _ => (RefundId: "", Shelf: e.Id, Resellable: 0, Damaged: 0),
            }).Where(e => e.RefundId.Length > 0)
            .ToLookup(e => Evidence.RefundOf(e.RefundId), StringComparer.Ordinal);

        foreach (var (id, asked) in evidence.Asked)
        {
            var status = evidence.StatusOf(id);
            if (status is not (RefundStatus.Completed or RefundStatus.Failed))
                continue;
            // What a person left in stays, and the next attempt counts it as in.
            var leftIn = evidence.RefundStocks.GetValueOrDefault(id)?.End.LeftIn ?? [];
            var due = Text(
                RefundStockDecider.Pieces(
                        status == RefundStatus.Failed ? leftIn : RefundStockDecider.Returned(asked[^1]))
                    .Select(p => ($"{asked[^1].StoreId}/{p.Sku}", p.Resellable, p.Damaged)));
            var back = Text(moves[id].GroupBy(m => m.Shelf)
                .Select(g => (g.Key, g.Sum(m => m.Resellable), g.Sum(m => m.Damaged))));
            if (due != back)
                yield return $"refund {id} is {status} and should bring back [{due}]; it brought [{back}]";
        }

        foreach (var unknown in moves.Where(m => !evidence.Asked.ContainsKey(m.Key) && !evidence.IsVoid(m.Key)))
            yield return $"goods came back for refund {unknown.Key}, which nobody asked for";
    }

    private static string Text(IEnumerable<(string Shelf, int Resellable, int Damaged)> goods) => string.Join(
        ", ",
        goods.Where(g => g.Resellable != 0 || g.Damaged != 0)
            .Select(g => $"{g.Resellable}+{g.Damaged} {g.Shelf}").Order(StringComparer.Ordinal));
}

/// <summary>Of an order that was cancelled, at once or in parts, all that was captured is given back, whatever claims
/// gave before.</summary>
internal sealed class ACancelledOrderGivesAllBack : Check
{
    public override IEnumerable<string> Broken(Evidence evidence) =>
        from order in evidence.Orders
        where order.Value.End.WasCancelled && order.Value.End.Cancellations.TrueForAll(
            cancellation => evidence.StatusOf(cancellation.RefundId) == RefundStatus.Completed)
        let payment = evidence.Payments[order.Value.End.PaymentId].End
        where payment.Refunded != payment.Captured
        select $"order {order.Key} was cancelled: {payment.Refunded} of {payment.Captured} were given back";
}

/// <summary>Refunds that were paid are never about more pieces than were bought, nor about more money than was paid for
/// them; a cancellation gives what claims kept of the price, and brings back what they did not.</summary>
internal sealed class NoPieceIsClaimedTwice : Check
{
    public override IEnumerable<string> Broken(Evidence evidence)
    {
        var paid = evidence.Asked.Where(a => evidence.StatusOf(a.Key) == RefundStatus.Completed)
            .Select(a => a.Value[^1]);
        foreach (var order in paid.GroupBy(refund => refund.OrderId))
        {
            var lines = evidence.Orders[order.Key].End.Cart!.Lines;
            var refunded = order.SelectMany(refund => refund.Goods.Select(goods => (
                Goods: goods, Rate: refund.Type is { } type ? RefundRules.RateOf(type) : 1m,
                IsClaimed: refund.ClaimId is not null)));
            foreach (var goods in refunded.GroupBy(one => one.Goods.Sku))
            {
                var bought = lines.Where(line => line.Sku == goods.Key).ToList();
                var pieces = bought.Sum(line => line.Quantity);
                var due = goods.Sum(g => g.Goods.Paid.Amount * g.Rate);
                if (goods.Where(g => g.IsClaimed).Sum(g => g.Goods.Quantity) > pieces
                    || goods.Where(g => g.Goods.Condition != Condition.NotReturned).Sum(g => g.Goods.Quantity) > pieces
                    || due > bought.Sum(line => line.LineTotal.Amount) + 0.5m)
                    yield return $"order {order.Key}: {goods.Sum(g => g.Goods.Quantity)} of {goods.Key} for {due} were "
                        + $"refunded, {pieces} for {bought.Sum(line => line.LineTotal.Amount)} bought";
            }
        }
    }
}
