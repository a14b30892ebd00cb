using PosSaga.EventSourcing;
using static PosSaga.EventSourcing.Decision<PosSaga.Refunds.RefundStockEvent>;

namespace PosSaga.Refunds;

/// <summary>Pieces of one SKU that come back: lines of one SKU are added up, or the second would be taken for a
/// repetition of the first.</summary>
public sealed record ReturnedPieces(string Sku, int Resellable, int Damaged);

/// <summary>The goods' side of a refund: all of it comes back, or nothing; and out again where the refund is not
/// paid.</summary>
public static class RefundStockDecider
{
    /// <summary>Restocking follows the goods: what was not returned is not there to be restocked.</summary>
    public static IReadOnlyList<ClaimedGoods> Returned(RefundOrder refund) =>
        [.. refund.Goods.Where(goods => goods.Condition != Condition.NotReturned)];

    /// <summary>In the order of the claim: a simulation must see the same calls in the same order.</summary>
    public static IReadOnlyList<ReturnedPieces> Pieces(IReadOnlyList<ClaimedGoods> returned)
    {
        var pieces = new List<ReturnedPieces>(returned.Count);
        foreach (var goods in returned)
        {
            var known = pieces.FindIndex(total => total.Sku == goods.Sku);
            var before = known < 0 ? new ReturnedPieces(goods.Sku, 0, 0) : pieces[known];
            var total = goods.Condition == Condition.Resellable
                ? before with { Resellable = checked(before.Resellable + goods.Quantity) }
                : before with { Damaged = checked(before.Damaged + goods.Quantity) };
            if (known < 0)
                pieces.Add(total);
            else
                pieces[known] = total;
        }

        return pieces;
    }

    /// <summary>What is still to come in, or to go out again: without what was left in before.</summary>
    public static IReadOnlyList<ReturnedPieces> Pieces(
        IReadOnlyList<ClaimedGoods> returned, IReadOnlyList<ClaimedGoods> leftIn)
    {
        if (leftIn.Count == 0)
            return Pieces(returned);
        var known = Pieces(leftIn).ToDictionary(pieces => pieces.Sku, StringComparer.Ordinal);
        return
        [
            .. from pieces in Pieces(returned)
               let left = known.GetValueOrDefault(pieces.Sku) ?? new(pieces.Sku, 0, 0)
               let rest = new ReturnedPieces(
                   pieces.Sku, Math.Max(0, pieces.Resellable - left.Resellable),
                   Math.Max(0, pieces.Damaged - left.Damaged))
               where rest.Resellable + rest.Damaged > 0
               select rest,
        ];
    }

    /// <summary>A person settled what could not be taken back out.</summary>
    /// <param name="attempt">As in <see cref="DecideAgain"/>.</param>
    /// <param name="stuck">SKUs that refused once more to go out; all others are out by now.</param>
    public static Decision<RefundStockEvent> DecideLeftIn(
        RefundStock part, int? attempt, IReadOnlyCollection<string> stuck, string reason, string by,
        DateTimeOffset at) => part.Open switch
        {
            null => Refuse(RefundRefusals.NothingToResolve),
            _ when part.Attempt != attempt => Refuse(RefundRefusals.NothingToResolve),
            _ when stuck.Count == 0 => DecideAgain(part, attempt, null, at),
            { } open => Record(new RefundStockEvent.LeftIn(
                open.StoreId, [.. open.Goods.Where(goods => stuck.Contains(goods.Sku))], open.RestockRefused, reason,
                by)
            {
                At = at, Handled = part.HandledUpTo, RefundAttempt = part.Attempt,
            }),
        };

    /// <summary>A settlement fails after the goods came in, and a later attempt follows on one that has failed: where
    /// that is not so, an event before is missing, or this activation has not heard of it.</summary>
    public static bool IsOutOfPlace(RefundStock part, RefundPaymentEvent @event) => @event switch
    {
        RefundPaymentEvent.SettlementFailed =>
            part.Stage != RefundStockStage.Restocked || RefundOrder.IsAfter(@event.RefundAttempt, part.Attempt),
        RefundPaymentEvent.Reserved e =>
            RefundOrder.IsAfter(e.Refund.Attempt, part.Attempt) && !part.MayBegin(e.Refund),
        _ => false,
    };

    /// <summary>After <see cref="RefundPaymentEvent.Reserved"/>. That goods go out again is written down before any do:
    /// for as long as a deposed silo does not know that it is, somebody else may find them in, and say so.</summary>
    /// <param name="refused">Code of the store's first refusal; null when everything came in.</param>
    public static Decision<RefundStockEvent> Decide(
        RefundStock part, RefundOrder refund, string? refused, Origin origin, DateTimeOffset at, long handled) =>
        (part, refused) switch
        {
            _ when !part.MayBegin(refund) => Replay,
            (_, null) => Record(new RefundStockEvent.Restocked(refund.StoreId, Returned(refund))
            {
                At = at, Handled = handled, RefundAttempt = refund.Attempt,
            }),
            (_, { } no) => Record(new RefundStockEvent.RestockGivenUp(no, refund.StoreId, Returned(refund), origin)
            {
                At = at, Handled = part.HandledUpTo, RefundAttempt = refund.Attempt,
            }),
        };

    /// <summary>What was given up is out again, or not.</summary>
    /// <param name="undoRefused">Code of the first refusal to let go what had come in; null when nothing of it is
    /// left.</param>
    public static Decision<RefundStockEvent> DecideGivenUp(
        RefundStock part, string? undoRefused, DateTimeOffset at, long handled) => (part, undoRefused) switch
    {
        ({ Stage: not RefundStockStage.None } or not { Open.RestockRefused: not null }, _) => Replay,
        _ when part.HandledUpTo >= handled => Replay,
        ({ Open.RestockRefused: { } no }, null) =>
            Record(new RefundStockEvent.RestockFailed(no)
            { At = at, Handled = handled, RefundAttempt = part.Attempt }),
        ({ Open: { } open }, { } stuck) => Record(
            new RefundStockEvent.NeedsOperator(stuck, open.StoreId, open.Goods, open.RestockRefused, open.Origin)
            { At = at, Handled = handled, RefundAttempt = part.Attempt }),
    };

    /// <summary>After <see cref="RefundPaymentEvent.SettlementFailed"/>.</summary>
    /// <param name="undoRefused">As in <see cref="DecideGivenUp"/>.</param>
    public static Decision<RefundStockEvent> DecideUndo(
        RefundStock part, string? undoRefused, Origin origin, DateTimeOffset at, long handled) =>
        (part, undoRefused) switch
        {
            ({ Stage: not RefundStockStage.Restocked } or { Open: not null }, _) => Replay,
            (_, null) =>
                Record(new RefundStockEvent.TakenBackOut(part.StoreId, part.Goods)
                { At = at, Handled = handled, RefundAttempt = part.Attempt }),
            (_, { } stuck) => Record(
                new RefundStockEvent.NeedsOperator(stuck, part.StoreId, part.Goods, null, origin)
                { At = at, Handled = handled, RefundAttempt = part.Attempt }),
        };

    /// <summary>A nudge: what could not be taken back out was asked for again.</summary>
    /// <param name="attempt">Whose goods were asked for: another may be under way by now.</param>
    public static Decision<RefundStockEvent> DecideAgain(
        RefundStock part, int? attempt, string? undoRefused, DateTimeOffset at) =>
        (part.Open, undoRefused) switch
        {
            _ when part.Attempt != attempt => Replay,
            (null, _) or (_, not null) => Replay,
            ({ RestockRefused: { } no }, _) => Record(
                new RefundStockEvent.RestockFailed(no)
                { At = at, Handled = part.HandledUpTo, RefundAttempt = part.Attempt }),
            ({ } open, _) => Record(
                new RefundStockEvent.TakenBackOut(open.StoreId, open.Goods)
                { At = at, Handled = part.HandledUpTo, RefundAttempt = part.Attempt }),
        };
}
