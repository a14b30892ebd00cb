using PosSaga.Deciding;
using static PosSaga.Deciding.Decision<PosSaga.Refunds.RefundStockEvent>;

namespace PosSaga.Refunds;

/// <summary>Pieces of one SKU that come back: lines of one SKU are added up, or the second would be taken for a repetition
/// of the first.</summary>
public sealed record ReturnedPieces(string Sku, int Resellable, int Damaged);

/// <summary>What the stock of a store said to all the pieces of a refund.</summary>
/// <param name="RestockRefused">Code of the first refusal; null when everything came in.</param>
/// <param name="UndoRefused">Code of the first refusal to let go what had come in; null when nothing of it is left.</param>
public sealed record RestockAnswer(string? RestockRefused = null, string? UndoRefused = null);

/// <summary>The goods' side of a refund: all of it comes back, or nothing; and out again where the refund is not paid.</summary>
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

    /// <summary>After <see cref="RefundPaymentEvent.Reserved"/>.</summary>
    public static Decision<RefundStockEvent> Decide(
        RefundStock part, RefundOrder refund, RestockAnswer answer, Origin origin, DateTimeOffset at, long handled) =>
        (part, answer) switch
        {
            ({ Stage: not RefundStockStage.None } or { Open: not null }, _) => Replay,
            (_, { RestockRefused: null }) => Record(
                new RefundStockEvent.Restocked(refund.StoreId, Returned(refund)) { At = at, Handled = handled }),
            (_, { RestockRefused: { } no, UndoRefused: null }) => Record(
                new RefundStockEvent.RestockFailed(no) { At = at, Handled = handled }),
            (_, { UndoRefused: { } stuck }) => Record(
                new RefundStockEvent.NeedsOperator(stuck, refund.StoreId, Returned(refund), answer.RestockRefused, origin)
                { At = at, Handled = handled }),
        };

    /// <summary>After <see cref="RefundPaymentEvent.SettlementFailed"/>.</summary>
    /// <param name="undoRefused">As in <see cref="RestockAnswer"/>.</param>
    public static Decision<RefundStockEvent> DecideUndo(
        RefundStock part, string? undoRefused, Origin origin, DateTimeOffset at, long handled) => (part, undoRefused) switch
    {
        ({ Stage: not RefundStockStage.Restocked } or { Open: not null }, _) => Replay,
        (_, null) => Record(new RefundStockEvent.TakenBackOut(part.StoreId, part.Goods) { At = at, Handled = handled }),
        (_, { } stuck) => Record(
            new RefundStockEvent.NeedsOperator(stuck, part.StoreId, part.Goods, null, origin) { At = at, Handled = handled }),
    };

    /// <summary>A nudge: what could not be taken back out was asked for again.</summary>
    public static Decision<RefundStockEvent> DecideAgain(RefundStock part, string? undoRefused, DateTimeOffset at) =>
        (part.Open, undoRefused) switch
        {
            (null, _) or (_, not null) => Replay,
            ({ RestockRefused: { } no }, _) => Record(
                new RefundStockEvent.RestockFailed(no) { At = at, Handled = part.HandledUpTo }),
            ({ } open, _) => Record(
                new RefundStockEvent.TakenBackOut(open.StoreId, open.Goods) { At = at, Handled = part.HandledUpTo }),
        };
}
