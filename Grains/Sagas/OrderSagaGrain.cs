using Microsoft.Extensions.Logging;
using PosSaga.Payments;

namespace PosSaga.Sagas;

/// <summary>One order saga.</summary>
[GrainType("order-saga")]
internal sealed class OrderSagaGrain(
    SagaEngine engine, SagaJitter jitter, GatewayHealth gateway, TimeProvider clock, ILogger<OrderSagaGrain> log)
    : SagaGrain<OrderSaga, OrderSagaEvent, SagaView>(engine, jitter, gateway, clock, log), IOrderSagaGrain
{
    private readonly SagaEngine _engine = engine;

    protected override string Kind => "order-saga";

    public Task<CommandResult<SagaView>> Start(StartOrderSaga command) =>
        Start(command.Origin, (saga, at) => SagaStart.Decide(saga, command, Id, at));

    // Of one that knows nobody to be told nothing is published.
    protected override string? ProcessKeyOf(OrderSagaEvent @event) =>
        base.ProcessKeyOf(@event) is { } key && Current.HasCustomer ? key : null;

    protected override void Ended(OrderSaga saga) => SaleMetrics.Ended(saga);

    protected override SagaView View(OrderSaga saga)
    {
        var step = _engine.Shown(saga)?.Name;
        var trouble = step is { } shown ? saga.TroubleAt(shown) : null;
        return new SagaView(
            Id, saga.State, saga.Request!.CartId, saga.Request.CustomerId, saga.Cart,
            saga.AuthorizationCode is null ? null : Id, saga.Failure, trouble?.Attempts ?? 0, trouble?.Error,
            saga.CreatedAt, saga.UpdatedAt, saga.Version, LastPosition,
            saga.Since, step, step is not null && saga.Backward, trouble?.OperatorReason, Waiting(saga));
    }
}
