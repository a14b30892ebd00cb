using PosSaga.Deciding;
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
        await Settle();
        return Confirmed.Exists ? View(Confirmed) : null;
    }

    public Task<Answer<OrderView>> Confirm(ConfirmOrder command) =>
        Handle(
            command.Origin, order => OrderDecider.Decide(order, command, acceptance.Accepts(command)), View,
            begins: true);

    public Task<Answer<OrderView>> Withdraw(WithdrawOrder command) =>
        Handle(command.Origin, order => OrderDecider.Decide(order, command), View);

    public Task<Answer<OrderView>> Ship(ShipOrder command) => Handle(
        command.Origin,
        async order => OrderDecider.Decide(
            order, command, paid: order.Fulfilment == Fulfilment.Confirmed && await IsPaid()),
        View);

    public Task<Answer<OrderView>> Deliver(DeliverOrder command) =>
        Handle(command.Origin, order => OrderDecider.Decide(order, command), View);

    public Task<Answer<OrderView>> Cancel(CancelOrder command) => Handle(
        command.Origin, async order => OrderDecider.Decide(order, command, Id, order.Exists && await IsPaid()), View);

    public Task<Answer<HeldPieces>> HoldPieces(HoldPieces command) => Handle(
        command.Origin, order => OrderDecider.Decide(order, command), order => order.HeldFor(command.ClaimId));

    public async Task<Answer<HeldPieces>> WouldHoldPieces(HoldPieces command)
    {
        await Settle();
        var answer = Foreseen(command);
        if (answer.IsDone)
            return answer;
        await LookAgain();
        return Foreseen(command);
    }

    public Task<Answer<OrderView>> LetGoOfPieces(LetGoOfPieces command) =>
        Handle(command.Origin, order => OrderDecider.Decide(order, command), View);

    private Answer<HeldPieces> Foreseen(HoldPieces command) => OrderDecider.Decide(Confirmed, command) switch
    {
        Decision<OrderEvent>.Refused no => Answer<HeldPieces>.No(no.Refusal),
        Decision<OrderEvent>.Recorded { Events: [OrderEvent.PiecesHeld held] } =>
            Answer<HeldPieces>.Done(Confirmed.Held(held.Goods), 0),
        _ => Answer<HeldPieces>.Done(Confirmed.HeldFor(command.ClaimId), 0, replayed: true),
    };

    private async ValueTask<bool> IsPaid() =>
        await GrainFactory.GetGrain<IOrderSagaGrain>(GrainKeys.Of(Tenant, Id)).Get() is { State: SagaState.Completed };

    private OrderView View(Order order) => order.View(Id);
}
