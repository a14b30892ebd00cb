using PosSaga.Carts;
using PosSaga.EventSourcing;
using PosSaga.Journal;
using PosSaga.Payments;

namespace PosSaga.Sagas;

/// <summary>One order saga as its log tells it. No contact and no address: what a saga does not need, it does not
/// hold.</summary>
[StoredAs("order-saga.state/2")]
public sealed partial record OrderSaga : SagaProgress, ISaga<OrderSaga, OrderSagaEvent>
{
    public static OrderSaga Initial { get; } = new();

    public SagaRequest? Request { get; init; }

    public PricedCart? Cart { get; init; }

    public string? AuthorizationCode { get; init; }

    public int RiskScore { get; init; }

    [System.Text.Json.Serialization.JsonIgnore] public override ISagaRequest? Asked => Request;

    /// <summary>Somebody can be told how it ends.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public bool HasCustomer =>
        Request is { HasContact: true } or { CustomerId: not null } || Cart?.CustomerId is not null;

    public OrderSaga Apply(OrderSagaEvent @event) =>
        (OrderSaga)Fold(@event).Entered(SagaStates.After(State, @event), State, @event.At);

    private OrderSaga Fold(OrderSagaEvent @event) => @event switch
    {
        OrderSagaEvent.Started e when Request is null => this with { Request = SagaRequest.Of(e), CreatedAt = e.At },
        _ when Request is null =>
            throw new InvalidOperationException($"{@event.GetType().Name} before the saga's start."),
        OrderSagaEvent.CartValidated e => (OrderSaga)Advance(SagaStep.ValidateCart) with { Cart = e.Cart },
        OrderSagaEvent.StockReserved => (OrderSaga)Advance(SagaStep.ReserveStock),
        OrderSagaEvent.PaymentProcessed e => (OrderSaga)Advance(SagaStep.ProcessPayment) with
        {
            AuthorizationCode = e.AuthorizationCode, RiskScore = e.RiskScore,
        },
        OrderSagaEvent.OrderConfirmed => (OrderSaga)Advance(SagaStep.ConfirmOrder),
        OrderSagaEvent.Completed => (OrderSaga)Advance(SagaStep.Finish),
        OrderSagaEvent.OperatorResolved e => (OrderSaga)ResetAttempts() with
        {
            Done = SagaSteps.None,
            Backward = !e.AsCompleted,
            Failure = e.AsCompleted ? null
                : Failure ?? new SagaFailure(e.Step, "operator-resolved", RefusalKind.OrderFailed, e.Reason),
        },
        ISagaFact fact => (OrderSaga)Fold(fact),
        _ => throw new InvalidOperationException($"{@event.GetType().Name} does not fold into a saga."),
    };
}

/// <summary>What was asked for, and by whom.</summary>
public sealed record SagaRequest(
    string CartId, string? CustomerId, string? ShipToProvince, Money? ExpectedTotal, PaymentMethod Method, string Token,
    string Fingerprint, string Actor, string? RequestId, string? Trace, bool HasContact = false) : ISagaRequest
{
    public static SagaRequest Of(OrderSagaEvent.Started e) => new(
        e.CartId, e.CustomerId, e.ShipToProvince, e.ExpectedTotal, e.Method, e.Token, e.Fingerprint,
        e.Actor, e.RequestId, e.Trace, e.Contact is not null);
}
