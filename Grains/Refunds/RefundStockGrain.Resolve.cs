using PosSaga.Inventory;
using PosSaga.Sagas;

namespace PosSaga.Refunds;

/// <summary>What an operator says of goods that cannot be taken back out.</summary>
internal sealed partial class RefundStockGrain
{
    public async Task<Answer<RefundedPieces>> Resolve(OperatorCommand command)
    {
        await Settle();
        if (Current.Open is null)
            await LookAgain();
        if (Current is not { Open: { } open, Attempt: var attempt })
            return Answer<RefundedPieces>.No(RefundRefusals.NothingToResolve);
        // Once more: what has come back to the shelf meanwhile is out then, and only the rest is left in.
        var origin = command.Origin with { Correlation = open.Origin.Correlation };
        var stuck = await Refused(
            open.StoreId, Pieces(open.Goods), (stock, of) => stock.TakeBackOut(
                new TakeGoodsBackOut(origin, AtStock(attempt), of.Resellable, of.Damaged)));
        return await Handle(
            origin,
            now => RefundStockDecider.DecideLeftIn(
                now, attempt, [.. stuck.Select(refused => refused.Sku)], command.Reason, origin.Actor,
                clock.GetUtcNow()),
            now => new RefundedPieces(now.LeftIn.Sum(goods => goods.Quantity)));
    }
}
