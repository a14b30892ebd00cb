using PosSaga.Inventory;
using PosSaga.Journal;
using PosSaga.Sagas;
using PosSaga.Streams;

namespace PosSaga.Refunds;

/// <summary>Brings the goods back once the amount is set aside, and out again where the refund is not paid. An outage
/// is the delivery's to repeat: every stock does it once, and what was undone stays undone.</summary>
[GrainType("refund-stock"), ImplicitStreamSubscription(StreamNames.Refunds)]
[Handles<RefundPaymentEvent.Reserved>, Handles<RefundPaymentEvent.SettlementFailed>]
internal sealed class RefundStockGrain(IEventCodec codec, TimeProvider clock)
    : ParticipantGrain<RefundStock, RefundStockEvent>(codec), IRefundStockGrain
{
    protected override Task React(IncomingEvent cause) => RefundMetrics.Counted(cause, AnswerTo);

    // A failed settlement brings it back, which is rare.
    protected override bool IsAtRest(RefundStock part) => part is { Stage: not RefundStockStage.None, Open: null };

    public async Task Resume()
    {
        await EnsureLoaded();
        // As on the payment's side: another activation may have gone on while this one stood by.
        if (Current.Open is null)
            await RefreshFromJournal();
        if (Current is not { Open: { } open, Attempt: var attempt })
            return;
        var refused = await ReverseRestock(open.StoreId, Pieces(open.Goods), open.Origin);
        await Handle(
            open.Origin, now => RefundStockDecider.DecideAgain(now, attempt, refused, clock.GetUtcNow()),
            now => now.Stage);
    }

    private async Task<bool> AnswerTo(IncomingEvent cause)
    {
        switch (Current, cause.Event)
        {
            // Given up, it is the delivery that takes the goods out again.
            case (var part, RefundPaymentEvent.Reserved reserved) when part.MayBegin(reserved.Refund)
                || part is { Stage: RefundStockStage.None, Open: not null }:
                await Restock(cause, reserved.Refund);
                return true;
            case ({ Stage: RefundStockStage.Restocked } restocked, RefundPaymentEvent.SettlementFailed failed)
                when failed.RefundAttempt == restocked.Attempt:
                await Undo(cause, restocked);
                return true;
            case (var part, RefundPaymentEvent @event) when RefundStockDecider.IsOutOfPlace(part, @event):
                throw new ReactionRefusedException(RefundRefusals.OutOfPlace(@event, part.Stage.ToString()));
            default:
                return false;
        }
    }

    private async Task Restock(IncomingEvent cause, RefundOrder refund)
    {
        if (Current.Open is null)
        {
            var (origin, pieces) = (cause.Origin(), Pieces(RefundStockDecider.Returned(refund)));
            var refused = await Each(
                refund.StoreId, pieces,
                (stock, of) => stock.Restock(new(origin, AtStock(refund.Attempt), of.Resellable, of.Damaged)));
            await HandleOnce(
                cause,
                now => RefundStockDecider.Decide(now, refund, refused, origin, clock.GetUtcNow(), cause.Position));
            if (refused is null && Current.Stage == RefundStockStage.Restocked)
                RefundMetrics.Restocked(pieces.Count);
        }

        if (Current is not { Stage: RefundStockStage.None, Open: { } givenUp })
            return;
        // All of them, also those that refused: what never came in is barred, should a call still be on its way.
        var stuck = await ReverseRestock(givenUp.StoreId, Pieces(givenUp.Goods), givenUp.Origin);
        await HandleOnce(
            cause, now => RefundStockDecider.DecideGivenUp(now, stuck, clock.GetUtcNow(), cause.Position));
    }

    private async Task Undo(IncomingEvent cause, RefundStock part)
    {
        var origin = cause.Origin();
        var stuck = await ReverseRestock(part.StoreId, Pieces(part.Goods), origin);
        await HandleOnce(
            cause, now => RefundStockDecider.DecideUndo(now, stuck, origin, clock.GetUtcNow(), cause.Position));
    }

    private IReadOnlyList<ReturnedPieces> Pieces(IReadOnlyList<ClaimedGoods> goods) =>
        RefundStockDecider.Pieces(goods, Current.LeftIn);

    private Task<string?> ReverseRestock(string storeId, IReadOnlyList<ReturnedPieces> pieces, Origin origin) =>
        Each(storeId, pieces, (stock, of) => stock.ReverseRestock(
            new(origin, AtStock(Current.Attempt), of.Resellable, of.Damaged)));

    // What went out again under an id never comes in under it.
    private string AtStock(int? attempt) => attempt is > 1
        ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Id}#{attempt}")
        : Id;

    /// <summary>Code of the first refusal; null when all said yes.</summary>
    /// <exception cref="StockUnavailableException">One could not say just now.</exception>
    private async Task<string?> Each(
        string storeId, IReadOnlyList<ReturnedPieces> pieces,
        Func<IStockGrain, ReturnedPieces, Task<CommandResult<StockView>>> ask) =>
        (await Refused(storeId, pieces, ask)).Select(refused => refused.Code).FirstOrDefault();

    private async Task<IReadOnlyList<(string Sku, string Code)>> Refused(
        string storeId, IReadOnlyList<ReturnedPieces> pieces,
        Func<IStockGrain, ReturnedPieces, Task<CommandResult<StockView>>> ask)
    {
        var answers = await Task.WhenAll(pieces.Select(of => ask(
            GrainFactory.GetGrain<IStockGrain>(GrainKeys.OfStock(Tenant, storeId, of.Sku)), of)));
        var refusals = pieces.Zip(answers).Where(asked => asked.Second.Refusal is not null)
            .Select(asked => (asked.First.Sku, No: asked.Second.Refusal!)).ToList();
        if (refusals.Find(refused => refused.No.Kind == RefusalKind.Unavailable) is { No: { } later })
            throw new StockUnavailableException(later.Code);
        return [.. refusals.Select(refused => (refused.Sku, refused.No.Code))];
    }

    // What an operator says of goods that cannot be taken back out.

    public async Task<CommandResult<RefundedPieces>> Resolve(OperatorCommand command)
    {
        await EnsureLoaded();
        if (Current.Open is null)
            await RefreshFromJournal();
        if (Current is not { Open: { } open, Attempt: var attempt })
            return CommandResult<RefundedPieces>.Refused(RefundRefusals.NothingToResolve);
        // Once more: what has come back to the shelf meanwhile is out then, and only the rest is left in.
        var origin = command.Origin with { Correlation = open.Origin.Correlation };
        var stuck = await Refused(
            open.StoreId, Pieces(open.Goods), (stock, of) => stock.ReverseRestock(
                new ReverseRestock(origin, AtStock(attempt), of.Resellable, of.Damaged)));
        return await Handle(
            origin,
            now => RefundStockDecider.DecideLeftIn(
                now, attempt, [.. stuck.Select(refused => refused.Sku)], command.Reason, origin.Actor,
                clock.GetUtcNow()),
            now => new RefundedPieces(now.LeftIn.Sum(goods => goods.Quantity)));
    }
}

/// <summary>A stock answered that it cannot answer just now.</summary>
public sealed class StockUnavailableException(string code) : Exception(code);
