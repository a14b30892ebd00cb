using PosSaga.Claims;
using PosSaga.EventSourcing;
using PosSaga.Refunds;
using PosSaga.Sagas;

namespace PosSaga.Orders;

/// <summary>One order, one writer.</summary>
[GrainType("order")]
internal sealed class OrderGrain(IOrderAcceptance acceptance) : AggregateGrain<Order, OrderEvent>, IOrderGrain
{
    // Hours lie between its confirmation, its shipping and its delivery.
    protected override bool IsAtRest(Order order) => true;

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

    public Task<CommandResult<OrderView>> Ship(ShipOrder command) => Handle(
        command.Origin,
        async order => OrderDecider.Decide(
            order, command, paid: order.Fulfilment == Fulfilment.Confirmed && await IsPaid()),
        View);

    public Task<CommandResult<OrderView>> Deliver(DeliverOrder command) =>
        Handle(command.Origin, order => OrderDecider.Decide(order, command), View);

    public Task<CommandResult<OrderView>> Cancel(CancelOrder command) => Handle(
        command.Origin, async order => OrderDecider.Decide(order, command, Id, await FactsOf(order)), View);

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

    private async ValueTask<CancelFacts> FactsOf(Order order)
    {
        if (order.Refund is { Asked.Attempt: var last })
            return new CancelFacts(IsPaid: true, HasRefundFailed: await HasRefundFailed(last));
        if (!order.Exists)
            return new CancelFacts(IsPaid: false);
        var paid = new List<PaidClaim>();
        foreach (var claim in order.Holders)
        {
            if (await Paid(claim) is not { } known)
                return new CancelFacts(await IsPaid(), IsClaimOpen: true);
            paid.Add(known);
        }

        return new CancelFacts(await IsPaid(), PaidClaims: paid);
    }

    private async ValueTask<bool> IsPaid() =>
        await GrainFactory.GetGrain<IOrderSagaGrain>(GrainKeys.Of(Tenant, Id)).Get() is { State: SagaState.Completed };

    /// <summary>Null while the claim is at work, or its refund is not paid.</summary>
    private async ValueTask<PaidClaim?> Paid(string claim) =>
        await GrainFactory.GetGrain<IClaimGrain>(GrainKeys.Of(Tenant, claim)).Get()
            is { Status: ClaimStatus.Closed, RefundStatus: RefundStatus.Completed, Type: var type }
        && await GrainFactory.GetGrain<IRefundGrain>(GrainKeys.Of(Tenant, claim)).Get() is { Amounts.Fee: var fee }
            ? new PaidClaim(claim, type, fee)
            : null;

    // The refund itself is asked: an order that was cancelled by an earlier version was told nothing. Its record may
    // not have heard of the last attempt yet, and then says how the one before ended.
    private async ValueTask<bool> HasRefundFailed(int? attempt) =>
        await GrainFactory.GetGrain<IRefundGrain>(GrainKeys.Of(Tenant, Id)).Get()
            is { Status: RefundStatus.Failed } refund && !RefundOrder.IsAfter(attempt, refund.Attempt);

    private OrderView View(Order order) => order.View(Id);
}
