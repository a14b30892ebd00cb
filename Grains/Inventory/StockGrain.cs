using PosSaga.EventSourcing;
using PosSaga.Journal;
using PosSaga.Sagas;
using PosSaga.Sales;

namespace PosSaga.Inventory;

/// <summary>One SKU in one place. Its commands interleave: each decides on the tentative state without waiting for
/// anything, and all that decided meanwhile share one flush.</summary>
[GrainType("stock")]
internal sealed class StockGrain(
    IEventJournal journal, IEventCodec codec, IReturnAcceptance returns, TimeProvider clock)
    : AggregateGrain<Stock, StockEvent>, IStockGrain
{
    // Each round is somebody else's key in a shared flush, or a second activation: both end by themselves.
    private const int MaxRounds = 5;

    private StockHistory _history = null!;
    private string _sku = "";

    // Refusals of a hot SKU come by the thousand, and the keys that matter are looked up in the journal anyway.
    protected override bool RefreshesBeforeRefusing => false;

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        await base.OnActivateAsync(cancellationToken);
        _history = new StockHistory(journal, codec, $"stock/{GrainKeys.Of(Tenant, Id)}");
        _sku = Id[(Id.IndexOf('/', StringComparison.Ordinal) + 1)..];
    }

    public async Task<StockView> Get()
    {
        await EnsureLoaded();
        return View(Confirmed);
    }

    public Task<CommandResult<StockView>> Receive(ReceiveStock command) => Keyed(
        command.Origin, StockKeys.OfClient(command.Key, command.Fingerprint),
        stock => StockDecider.Decide(stock, command));

    public async Task<CommandResult<StockView>> Adjust(AdjustStock command)
    {
        var answer = await Keyed(
            command.Origin, StockKeys.OfClient(command.Key, command.Fingerprint),
            stock => StockDecider.Decide(stock, command));
        if (answer is { IsDone: true, Replayed: false })
            StockMetrics.Adjusted();
        return answer;
    }

    public Task<CommandResult<StockView>> SetThreshold(SetThreshold command) =>
        Handle(command.Origin, stock => StockDecider.Decide(stock, command), View);

    public Task<CommandResult<StockView>> Reserve(ReserveStock command) => Once(
        command.Origin, StockKeys.Made(command), stock => StockDecider.Decide(stock, command, _sku),
        known => Handle(command.Origin, _ => StockDecider.Again(command, known), View));

    public Task<CommandResult<StockView>> Release(ReleaseStock command) => Closing(
        command.Origin, command.ReservationId, (stock, fate) => StockDecider.Decide(stock, command, fate));

    public Task<CommandResult<StockView>> Commit(CommitStock command) => Closing(
        command.Origin, command.ReservationId, (stock, fate) => StockDecider.Decide(stock, command, fate));

    private StockView View(Stock stock) => stock.View(Id);

    // A reservation expires only after its saga was asked: one that is still at work keeps its goods.

    private const int SagasAskedAtOnce = 16;

    public async Task<int> ExpireReservations(Origin origin)
    {
        await EnsureLoaded();
        var limit = clock.GetUtcNow() - StockDecider.ReservationLimit;
        var overdue = Confirmed.Open.Where(open => open.Value.At <= limit)
            .OrderBy(open => open.Value.At).ThenBy(open => open.Key, StringComparer.Ordinal)
            .Select(open => open.Key).ToList();

        var expired = 0;
        var unanswered = new List<Task>();
        foreach (var some in overdue.Chunk(SagasAskedAtOnce))
        {
            var asked = some.Select(id => (Id: id, IsOver: IsOver(id))).ToList();
            // One saga that does not answer keeps its goods, and does not stand in the way of the others.
            await Task.WhenAll(asked.Select(Task (ask) => ask.IsOver)).ConfigureAwait(
                ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            unanswered.AddRange(asked.Where(ask => !ask.IsOver.IsCompletedSuccessfully).Select(ask => ask.IsOver));

            var over = asked.Where(ask => ask.IsOver is { IsCompletedSuccessfully: true, Result: true });
            var answers = await Task.WhenAll(over.Select(ask => Expire(origin, ask.Id)));
            expired += answers.Count(answer => !answer.Replayed);
        }

        // Loud for whoever asked, after all that could be done was done.
        await Task.WhenAll(unanswered);
        return expired;
    }

    private async Task<bool> IsOver(string reservationId) => SaleKeys.SaleOf(reservationId) is { } sale
        ? await GrainFactory.GetGrain<ISaleGrain>(GrainKeys.Of(Tenant, sale)).Get() is null or { StateFinal: true }
        : await GrainFactory.GetGrain<IOrderSagaGrain>(GrainKeys.Of(Tenant, reservationId)).Get()
            is null or { StateFinal: true };

    private Task<CommandResult<StockView>> Expire(Origin origin, string reservationId) =>
        Handle(origin, stock => StockDecider.Expire(stock, reservationId), View);

    // Goods of refunds: in, and back out where the refund is not paid after all.

    public Task<CommandResult<StockView>> Restock(RestockGoods command) => Once(
        command.Origin, StockKeys.Made(command), _ => StockDecider.Decide(command, returns.Accepts(Id, command)),
        async _ =>
        {
            var fate = await _history.FateOf(Undo(command));
            return await Handle(command.Origin, _ => StockDecider.Again(command, fate), View);
        });

    public Task<CommandResult<StockView>> ReverseRestock(ReverseRestock command) => Rounds(async () =>
    {
        await EnsureLoaded();
        // What still waits to be appended is in the journal first.
        await ConfirmEvents();
        var answer = await ReverseRestock(command, await _history.FateOf(command));
        // The same command may have gone through beside this one, after the look-up: then what it misses is what it
        // took out itself.
        return answer.IsDone ? answer : await ReverseRestock(command, await _history.FateOf(command));
    });

    private Task<CommandResult<StockView>> ReverseRestock(ReverseRestock command, RestockFate fate) =>
        Handle(command.Origin, stock => StockDecider.Decide(stock, command, fate), View);

    private static ReverseRestock Undo(RestockGoods made) =>
        new(made.Origin, made.RefundId, made.Resellable, made.Damaged);

    // Repetitions: what the state has forgotten is answered by the journal's keys.

    /// <summary>A command with a client's key. The key is looked up first: a repetition must not spoil the flush of the
    /// many that decide beside it.</summary>
    private async Task<CommandResult<StockView>> Keyed(Origin origin, AppendKey? key, Func<Stock, Decision<StockEvent>> decide)
    {
        if (key is null)
            return await Handle(origin, decide, View);

        if (await _history.Find(key) is { } known)
            return await FirstAnswer(key, known);
        var answer = await Once(origin, key, decide, later => FirstAnswer(key, later));
        return answer is { Refusal: { } refusal, Replayed: false }
            && await _history.Remember(key, refusal) is { } earlier
            ? await FirstAnswer(key, earlier)
            : answer;
    }

    /// <summary>Decides at once; only when that ends in a refusal or on a known key is the journal asked whether the
    /// command was answered before.</summary>
    private async Task<CommandResult<StockView>> Once(
        Origin origin, AppendKey key, Func<Stock, Decision<StockEvent>> decide,
        Func<AppendResult.KeyAnswered, Task<CommandResult<StockView>>> again)
    {
        for (var round = 1; ; round++)
        {
            CommandResult<StockView>? answer = null;
            try
            {
                answer = await Handle(origin, decide, View);
                if (answer.IsDone)
                    return answer;
            }
            catch (KeyAnsweredException) when (round < MaxRounds)
            {
                // This command's key, or that of a call which shared the flush: the look-up below tells.
            }

            if (await _history.Find(key) is { } known)
                return await again(known);
            if (answer is not null)
                return answer;
        }
    }

    /// <summary>Release and commit: the state knows what is open, the journal what is closed or never was.</summary>
    private Task<CommandResult<StockView>> Closing(
        Origin origin, string reservationId,
        Func<Stock, ReservationFate, Decision<StockEvent>> decide) => Rounds(async () =>
    {
        await EnsureLoaded();
        var fate = Current.Held(reservationId) is null ? await FateOf(reservationId) : ReservationFate.Held;
        return await Handle(origin, stock => decide(stock, fate), View);
    });

    private static async Task<CommandResult<StockView>> Rounds(Func<Task<CommandResult<StockView>>> attempt)
    {
        for (var round = 1; ; round++)
        {
            try
            {
                return await attempt();
            }
            catch (KeyAnsweredException) when (round < MaxRounds)
            {
                // What it is about was made, barred or undone meanwhile; the next round sees it.
            }
            catch (StreamConflictException) when (round < MaxRounds)
            {
                // While waiting for what stood unconfirmed; the next round sees what was appended instead.
            }
        }
    }

    /// <summary>Of a reservation that is not open here. What this activation still waits to append is in the journal
    /// first, and what another one appended is loaded.</summary>
    private async Task<ReservationFate> FateOf(string reservationId)
    {
        await ConfirmEvents();
        var fate = await _history.FateOf(reservationId);
        if (fate == ReservationFate.Held && Current.Held(reservationId) is null)
            await RefreshNow();
        return fate;
    }

    private async Task<CommandResult<StockView>> FirstAnswer(AppendKey key, AppendResult.KeyAnswered known) =>
        known switch
        {
            _ when known.Fingerprint != key.Fingerprint => CommandResult<StockView>.Refused(StockRefusals.KeyReused),
            { Refusal: { } no } => CommandResult<StockView>.Refused(FirstRefusal.Read(no), replayed: true),
            _ => CommandResult<StockView>.Done(
                (await _history.AnswerAt(known)).View(Id, known.Version), known.Position, replayed: true),
        };
}
