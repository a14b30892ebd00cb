using PosSaga.Deciding;
using static PosSaga.Deciding.Decision<PosSaga.Inventory.StockEvent>;
using static PosSaga.Inventory.StockRefusals;

namespace PosSaga.Inventory;

/// <summary>What became of a restocking, by the journal: the state does not remember any.</summary>
public enum RestockFate { NeverMade, Barred, Made, MadeOtherwise, TakenBackOut }

/// <summary>Goods of a refund come back once, and go back out once at most.</summary>
public static partial class StockDecider
{
    /// <param name="accepted">The word of <see cref="IReturnAcceptance"/>.</param>
    public static Decision<StockEvent> Decide(RestockGoods ask, bool accepted) => ask switch
    {
        _ when !InRange(ask.Resellable, ask.Damaged) => Refuse(QuantityOutOfRange),
        _ when !accepted => Refuse(RestockRefused),
        _ => RecordOnce(StockKeys.Made(ask), new StockEvent.Restocked(ask.RefundId, ask.Resellable, ask.Damaged)),
    };

    /// <summary>Asked for again: the journal's key says what was answered. A restocking that was undone is never
    /// repeated, or goods that are out would be counted in.</summary>
    public static Decision<StockEvent> Again(RestockGoods ask, RestockFate fate) => fate switch
    {
        RestockFate.Made          => Replay,
        RestockFate.MadeOtherwise => Refuse(RestockDiffers),
        _                         => Refuse(RestockUndone),
    };

    public static Decision<StockEvent> Decide(Stock stock, TakeGoodsBackOut ask, RestockFate fate) => fate switch
    {
        RestockFate.TakenBackOut or RestockFate.Barred => Replay,
        RestockFate.NeverMade => RecordOnce(
            StockKeys.BarRestock(ask.RefundId), new StockEvent.RestockBarred(ask.RefundId)),
        RestockFate.MadeOtherwise                 => Refuse(RestockDiffers),
        _ when ask.Resellable > stock.Available   => Refuse(NotThereAnyMore(ask.Resellable, stock.Available)),
        _ when ask.Damaged > stock.Damaged        => Refuse(NotThereAnyMore(ask.Damaged, stock.Damaged)),
        _ => RecordOnce(StockKeys.Made(ask), new StockEvent.TakenBackOut(ask.RefundId, ask.Resellable, ask.Damaged)),
    };

    private static bool InRange(int resellable, int damaged) =>
        resellable is >= 0 and <= MaxQuantity && damaged is >= 0 and <= MaxQuantity && resellable + damaged > 0;
}
