using PosSaga.Carts;
using PosSaga.Payments;

namespace PosSaga.Sagas;

/// <summary>One order saga: started, it goes its way off the call, to Completed, Failed or NeedsOperator.
/// Key <c>{tenant}/{saga id}</c>.</summary>
[Alias("possaga.order-saga")]
public interface IOrderSagaGrain : IGrainWithStringKey
{
    /// <summary>Null when there is no such saga. Always current, also in the middle of a payment.</summary>
    [AlwaysInterleave, Alias("Get")] Task<SagaView?> Get();

    /// <summary>Journals the start and returns; the same start again answers with the saga as it stands.</summary>
    [AlwaysInterleave, Alias("Start")] Task<CommandResult<SagaView>> Start(StartOrderSaga command);

    /// <summary>Waits for the end, at most one slice (well under the 30 s limit of a call); answers the saga as it
    /// stands then. Null when there is no such saga. A saga that comes to need an operator wakes its waiters too; asked
    /// again, it waits the whole slice.</summary>
    /// <param name="slice">At most 10 s; more is cut.</param>
    [AlwaysInterleave, Alias("WaitForEnd")] Task<SagaView?> WaitForEnd(TimeSpan slice);

    /// <summary>The watchdog's nudge: go on where you stopped. Harmless at any time.</summary>
    [AlwaysInterleave, Alias("Resume")] Task<SagaView?> Resume();

    /// <summary>Operator: try the step again.</summary>
    [AlwaysInterleave, Alias("Retry")] Task<CommandResult<SagaView>> Retry(OperatorCommand command);

    /// <summary>Operator: give up and undo. Refused once the order is confirmed.</summary>
    [AlwaysInterleave, Alias("Compensate")] Task<CommandResult<SagaView>> Compensate(OperatorCommand command);

    /// <summary>Operator: the step that it stands at was settled by hand; the saga goes on with what is
    /// left.</summary>
    [AlwaysInterleave, Alias("Resolve")] Task<CommandResult<SagaView>> Resolve(OperatorCommand command);
}

public enum SagaState
{
    None, Pending, CartValidated, StockReserved, PaymentProcessed, OrderConfirmed, Completed,
    CartValidationFailed, StockReservationFailed, PaymentFailed, OrderConfirmationFailed,
    CompensatingPayment, CompensatingStock, Compensated, Failed, NeedsOperator,
}

/// <summary>Steps of all sagas. What was done is undone backwards: see <see cref="SagaStepPlaces"/>.</summary>
public enum SagaStep { ValidateCart, ReserveStock, ProcessPayment, ConfirmOrder, Finish, Price, Commit, Void }

public static class SagaStepPlaces
{
    /// <summary>Its place in the order of things, from 0, whatever saga it is of: a sale at a till begins with its price
    /// where an order begins with its cart, and ends with its commit; one that is voided goes one step further.</summary>
    public static int Place(this SagaStep step) => step switch
    {
        SagaStep.Price => (int)SagaStep.ValidateCart,
        SagaStep.Commit => (int)SagaStep.Finish,
        SagaStep.Void => (int)SagaStep.Finish + 1,
        _ => (int)step,
    };
}

[GenerateSerializer, Immutable, Alias("possaga.saga.start")]
public sealed record StartOrderSaga(
    Origin Origin, string CartId, string? CustomerId,
    Contact? Contact, ShipTo? ShipTo, Money? ExpectedTotal,
    PaymentMethod Method, string Token, string Fingerprint);

/// <param name="Reason">Recorded with who and when. Free text, at most 500 characters.</param>
/// <param name="ActionId">Of an action on many, which may say the same again after a crash; null for one.</param>
[GenerateSerializer, Immutable, Alias("possaga.saga.operator")]
public sealed record OperatorCommand(
    Origin Origin, string Reason, VersionCondition? IfMatch = null, string? ActionId = null);

/// <param name="Reason">Stable code: <c>card-declined</c>, <c>out-of-stock</c>, <c>gateway-unavailable</c> …</param>
/// <param name="Kind">Which problem the API makes of it.</param>
[GenerateSerializer, Immutable, Alias("possaga.saga.failure")]
public sealed record SagaFailure(
    SagaStep Step, string Reason, RefusalKind Kind, string? Detail = null);

/// <summary>An outage that is being waited out: nobody has to act.</summary>
/// <param name="Since">When its first attempt got no answer.</param>
[GenerateSerializer, Immutable, Alias("possaga.saga.wait")]
public sealed record SagaWait(
    SagaStep Step, DateTimeOffset Since, DateTimeOffset NextAttempt, int Attempts, string LastError);

/// <param name="PaymentId">Null until a payment was authorised.</param>
/// <param name="Attempts">Failed attempts of what it is doing now.</param>
/// <param name="Since">Since when it has been in this state.</param>
/// <param name="Step">What it is doing, or is stuck at; null at the end.</param>
/// <param name="OperatorReason">Why it needs an operator.</param>
/// <param name="Waiting">What got no answer and is tried again by itself; null when nothing waits.</param>
[GenerateSerializer, Immutable, Alias("possaga.saga.view")]
public sealed record SagaView(
    string Id, SagaState State, string CartId,
    string? CustomerId, PricedCart? Cart, string? PaymentId,
    SagaFailure? Failure, int Attempts, string? LastError,
    DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt, long Version,
    long Position, DateTimeOffset Since = default,
    SagaStep? Step = null, bool Undoing = false,
    string? OperatorReason = null, SagaWait? Waiting = null)
{
    /// <summary>Completed or Failed.</summary>
    public bool StateFinal => State is SagaState.Completed or SagaState.Failed;
}
