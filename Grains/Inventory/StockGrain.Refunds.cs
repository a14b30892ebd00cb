using PosSaga.Deciding;

namespace PosSaga.Inventory;

/// <summary>Goods of refunds: in, and back out where the refund is not paid after all.</summary>
internal sealed partial class StockGrain
{
    public Task<Answer<StockView>> Restock(RestockGoods command) => Once(
        command.Origin, StockKeys.Made(command), _ => StockDecider.Decide(command, returns.Accepts(Id, command)),
        async _ =>
        {
            var fate = await _history.FateOf(Undo(command));
            return await Handle(command.Origin, _ => StockDecider.Again(command, fate), View);
        });

    public Task<Answer<StockView>> TakeBackOut(TakeGoodsBackOut command) => Rounds(async () =>
    {
        await Settle();
        // What still waits to be appended is in the journal first.
        await ConfirmEvents();
        var answer = await TakeBackOut(command, await _history.FateOf(command));
        // The same command may have gone through beside this one, after the look-up: then what it misses is what it
        // took out itself.
        return answer.IsDone ? answer : await TakeBackOut(command, await _history.FateOf(command));
    });

    private Task<Answer<StockView>> TakeBackOut(TakeGoodsBackOut command, RestockFate fate) =>
        Handle(command.Origin, stock => StockDecider.Decide(stock, command, fate), View);

    private static TakeGoodsBackOut Undo(RestockGoods made) =>
        new(made.Origin, made.RefundId, made.Resellable, made.Damaged);
}
