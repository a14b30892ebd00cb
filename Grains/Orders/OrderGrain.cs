using PosSaga.Claims;
using PosSaga.EventSourcing;
using PosSaga.Journal;
using PosSaga.Refunds;
using PosSaga.Sagas;

namespace PosSaga.Orders;

/// <summary>One order, one writer.</summary>
[GrainType("order")]
internal sealed class OrderGrain(IOrderAcceptance acceptance, IEventJournal journal, TimeProvider clock)
    : AggregateGrain<Order, OrderEvent>, IOrderGrain
{
    // Hours lie between its confirmation, its shipping and its delivery. But parts come together at times, and whoever
    // waits for an activation that goes after each of them is sent on until it is refused.
    protected override bool IsAtRest(Order order) =>
        order.Fulfilment is not (Fulfilment.PartlyShipped or Fulfilment.PartlyCancelled);

    public async Task<OrderView?> Get()
    {
        await EnsureLoaded();
        return Confirmed.Exists ? View(Confirmed) : null;
    }

    public Task<CommandResult<OrderView>> Confirm(ConfirmOrder command) =>
        Handle(
            command.Origin, order => OrderDecider.Decide(order, command, acceptance.Accepts(command)), View,
            begins: true);

    public Task<CommandResult<OrderView>> Withdraw(WithdrawOrder command) =>
        Handle(command.Origin, order => OrderDecider.Decide(order, command), View);

    public async Task<CommandResult<OrderView>> Ship(ShipOrder command)
    {
        var answer = await Keyed(command.Origin, command.Key, command.Fingerprint, async order => OrderDecider.Decide(
            order, command, paid: order.IsOpen && await IsPaid(order), Id, clock.GetUtcNow()));
        if (answer is { IsDone: true, Replayed: false })
            OrderMetrics.Shipped(answer.Value!);
        return answer;
    }

    public Task<CommandResult<OrderView>> Deliver(DeliverOrder command) =>
        Handle(command.Origin, order => OrderDecider.Decide(order, command), View);

    public async Task<CommandResult<OrderView>> Cancel(CancelOrder command)
    {
        var before = 0;
        var answer = await Keyed(command.Origin, command.Key, command.Fingerprint, async order =>
        {
            before = order.Cancellations.Count;
            return OrderDecider.Decide(order, command, Id, await FactsOf(order, command));
        });
        if (answer is { IsDone: true, Replayed: false } && answer.Value!.Cancellations!.Count > before)
            OrderMetrics.Cancelled(answer.Value);
        return answer;
    }

    public Task<CommandResult<OrderView>> RefundMoved(OrderRefundMoved command) =>
        Handle(command.Origin, order => OrderDecider.Decide(order, command), View);

    public Task<CommandResult<ClaimHoldContent>> HoldForClaim(HoldForClaim command) => Handle(
        command.Origin, order => OrderDecider.Decide(order, command), order => order.HeldFor(command.ClaimId));

    public async Task<CommandResult<ClaimHoldContent>> PreviewHold(HoldForClaim command)
    {
        await EnsureLoaded();
        var answer = Foreseen(command);
        if (answer.IsDone)
            return answer;
        await RefreshFromJournal();
        return Foreseen(command);
    }

    public Task<CommandResult<OrderView>> ReleaseHold(ReleaseHold command) =>
        Handle(command.Origin, order => OrderDecider.Decide(order, command), View);

    private CommandResult<ClaimHoldContent> Foreseen(HoldForClaim command) => OrderDecider.Decide(Confirmed, command) switch
    {
        Decision<OrderEvent>.Refused no => CommandResult<ClaimHoldContent>.Refused(no.Refusal),
        Decision<OrderEvent>.Recorded { Events: [OrderEvent.PiecesHeld held] } =>
            CommandResult<ClaimHoldContent>.Done(Confirmed.Held(held.Goods), 0),
        _ => CommandResult<ClaimHoldContent>.Done(Confirmed.HeldFor(command.ClaimId), 0, replayed: true),
    };

    // An event of a refund belongs to the refund's choreography; that of a later cancellation is not the order's own.
    protected override string? ProcessKeyOf(OrderEvent @event) =>
        @event is OrderEvent.RefundAsked { Refund.RefundId: var refund } ? refund : base.ProcessKeyOf(@event);

    private async ValueTask<CancelFacts> FactsOf(Order order, CancelOrder cancel)
    {
        if (!order.Exists)
            return new CancelFacts(IsPaid: false);
        var failed = await FailedRefunds(order);
        if (!order.IsOpen)
            return new CancelFacts(IsPaid: true, FailedRefunds: failed);
        var isPaid = await IsPaid(order);
        if (!OrderDecider.IsWhole(order, cancel))
            return new CancelFacts(isPaid, FailedRefunds: failed);
        var paid = new List<PaidClaim>();
        foreach (var claim in order.Holders)
        {
            if (await Paid(claim) is not { } known)
                return new CancelFacts(isPaid, IsClaimOpen: true, failed);
            paid.Add(known);
        }

        return new CancelFacts(isPaid, FailedRefunds: failed, PaidClaims: paid);
    }

    // What was shipped or cancelled in part was paid then.
    private async ValueTask<bool> IsPaid(Order order) => order.Fulfilment != Fulfilment.Confirmed
        || await GrainFactory.GetGrain<IOrderSagaGrain>(GrainKeys.Of(Tenant, Id)).Get()
            is { State: SagaState.Completed };

    /// <summary>Null while the claim is at work, or its refund is not paid.</summary>
    private async ValueTask<PaidClaim?> Paid(string claim) =>
        await GrainFactory.GetGrain<IClaimGrain>(GrainKeys.Of(Tenant, claim)).Get()
            is { Status: ClaimStatus.Closed, RefundStatus: RefundStatus.Completed, Type: var type }
        && await GrainFactory.GetGrain<IRefundGrain>(GrainKeys.Of(Tenant, claim)).Get() is { Amounts.Fee: var fee }
            ? new PaidClaim(claim, type, fee)
            : null;

    private async ValueTask<IReadOnlyList<string>> FailedRefunds(Order order)
    {
        var failed = new List<string>();
        foreach (var one in order.Cancellations)
            if (one.Refund is { Status: not RefundStatus.Completed, Asked: var asked }
                && await HasRefundFailed(asked.RefundId, asked.Attempt))
                failed.Add(asked.RefundId);
        return failed;
    }

    // The refund itself is asked: an order that was cancelled by an earlier version was told nothing. Its record may
    // not have heard of the last attempt yet, and then says how the one before ended.
    private async ValueTask<bool> HasRefundFailed(string refundId, int? attempt) =>
        await GrainFactory.GetGrain<IRefundGrain>(GrainKeys.Of(Tenant, refundId)).Get()
            is { Status: RefundStatus.Failed } refund && !RefundOrder.IsAfter(attempt, refund.Attempt);

    private OrderView View(Order order) => order.View(Id);

    // Commands that bear a client's key: to ship two pieces twice is another thing than to say so twice.

    /// <summary>Decides at once; only when that brings nothing new is the journal asked whether the same request was
    /// answered before.</summary>
    private async Task<CommandResult<OrderView>> Keyed(
        Origin origin, string? key, string? fingerprint, Func<Order, ValueTask<Decision<OrderEvent>>> decide)
    {
        CommandResult<OrderView>? answer = null;
        try
        {
            answer = await Handle(origin, decide, View);
            if (key is null || answer is { IsDone: true, Replayed: false })
                return answer;
        }
        catch (SubjectErasedException)
        {
            return CommandResult<OrderView>.Refused(OrderLineRefusals.CustomerErased);
        }
        catch (KeyAnsweredException) when (key is not null)
        {
            // Decided again on a state that allows it once more: the look-up below finds the first answer.
        }

        var stream = $"order/{GrainKeys.Of(Tenant, Id)}";
        var given = new AppendKey(key, fingerprint ?? "");
        var known = await journal.FindKey(stream, key);
        // On an order that is not there nothing is remembered.
        if (known is null && answer?.Refusal is { Kind: not RefusalKind.NotFound } refusal)
            known = await journal.Remember(stream, given, refusal);
        return known is not null ? await FirstAnswer(given, known) : answer ?? throw new KeyAnsweredException();
    }

    private async Task<CommandResult<OrderView>> FirstAnswer(
        AppendKey key, AppendResult.KeyAnswered known) => known switch
    {
        _ when known.Fingerprint != key.Fingerprint => CommandResult<OrderView>.Refused(OrderLineRefusals.KeyReused),
        { Refusal: { } no } => CommandResult<OrderView>.Refused(FirstRefusal.Read(no), replayed: true),
        _ => CommandResult<OrderView>.Done(View(await At(known.Version)), known.Position, replayed: true),
    };

    /// <summary>The order as it was after so many events.</summary>
    private async ValueTask<Order> At(long version)
    {
        if (Confirmed.Version == version)
            return Confirmed;
        var events = await RetrieveConfirmedEvents(0, checked((int)version));
        return events.Aggregate(Order.Initial, (order, @event) => order.Apply(@event));
    }
}
