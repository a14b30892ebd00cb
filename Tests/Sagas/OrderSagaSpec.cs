using PosSaga.Carts;
using PosSaga.EventSourcing;
using PosSaga.Payments;
using PosSaga.Sagas;
using PosSaga.Tests.EventSourcing;

namespace PosSaga.Tests.Sagas;

/// <summary>The saga of order s-1: a cart of 41.30, three lines.</summary>
public abstract class OrderSagaSpec : Spec<OrderSaga, OrderSagaEvent>
{
    protected static readonly SagaEngine Engine = new(OrderSteps.Steps);
    protected static readonly DateTimeOffset At = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    protected static readonly PricedCart Cart = new(
        "1", "c-1",
        [new("CAFE", "Café", new(1299), 1), new("MIEL", "Miel", new(1599), 1), new("THE", "Thé", new(694), 1)],
        0.14975m, new(3592), new(0), new(538), new(4130));
    protected static readonly Refusal OutOfStock = new(
        "out-of-stock", RefusalKind.OutOfStock, "MIEL: 1 asked for, 0 available.");
    protected static readonly Refusal CardDeclined = new("card-declined", RefusalKind.PaymentDeclined, "Declined.");
    protected static readonly Refusal CartEmpty = new("cart-empty", RefusalKind.CartInvalid, "The cart is empty.");
    protected static readonly Refusal TooRisky = new("risk-too-high", RefusalKind.Conflict, "Risk 95.");
    protected static readonly Refusal Busy = new("gateway-unavailable", RefusalKind.Unavailable, "Nobody there.");

    protected static OrderSagaEvent Started() => new OrderSagaEvent.Started(
        "cart-1", "c-1", null, null, null, null, PaymentMethod.CreditCard, "tok_ok", "f", "demo-store",
        "r-1") { At = At };

    protected static OrderSagaEvent CartValidated() => new OrderSagaEvent.CartValidated(Cart) { At = At };

    protected static OrderSagaEvent StockReserved() => new OrderSagaEvent.StockReserved { At = At };

    protected static OrderSagaEvent PaymentProcessed() => new OrderSagaEvent.PaymentProcessed("a-1", 7) { At = At };

    protected static OrderSagaEvent OrderConfirmed() => new OrderSagaEvent.OrderConfirmed { At = At };

    protected static OrderSagaEvent Completed() => new OrderSagaEvent.Completed { At = At };

    protected static OrderSagaEvent Failed() => new OrderSagaEvent.Failed { At = At };

    protected static OrderSagaEvent StepUndone(SagaStep step) => new OrderSagaEvent.StepUndone(step) { At = At };

    protected static OrderSagaEvent Attempt(
        SagaStep step, int attempt, string error, bool undo = false, bool unknown = true, bool last = false) =>
        new OrderSagaEvent.AttemptFailed(
            step, undo, attempt, error, unknown,
            last ? null : At + OrderSteps.Steps.Single(s => s.Name == step).DelayAfter(attempt, 1)) { At = At };

    protected static OrderSagaEvent StepFailed(
        SagaStep step, string reason, RefusalKind kind, SagaStep? undoFrom, string? detail = null,
        bool unknown = false) =>
        new OrderSagaEvent.StepFailed(step, reason, kind, detail, unknown, undoFrom) { At = At };

    protected static OrderSagaEvent NeedsOperator(SagaStep step, bool undo, string reason) =>
        new OrderSagaEvent.NeedsOperator(step, undo, reason) { At = At };

    protected static OrderSagaEvent LateSeen(SagaStep step, string detail) =>
        new OrderSagaEvent.LateSuccessSeen(step, detail) { At = At };

    protected static OrderSagaEvent[] UpTo(SagaState state) => state switch
    {
        SagaState.Pending => [Started()],
        SagaState.CartValidated => [.. UpTo(SagaState.Pending), CartValidated()],
        SagaState.StockReserved => [.. UpTo(SagaState.CartValidated), StockReserved()],
        SagaState.PaymentProcessed => [.. UpTo(SagaState.StockReserved), PaymentProcessed()],
        SagaState.OrderConfirmed => [.. UpTo(SagaState.PaymentProcessed), OrderConfirmed()],
        SagaState.Completed => [.. UpTo(SagaState.OrderConfirmed), Completed()],
        _ => throw new ArgumentOutOfRangeException(nameof(state)),
    };

    /// <summary>Payment timed out, was not found, and everything was undone.</summary>
    protected static OrderSagaEvent[] GivenUp() =>
    [
        .. UpTo(SagaState.StockReserved), Attempt(SagaStep.ProcessPayment, 1, "gateway-timeout"),
        StepFailed(
            SagaStep.ProcessPayment, "payment-outcome-unknown", RefusalKind.OrderFailed, SagaStep.ProcessPayment),
        StepUndone(SagaStep.ProcessPayment), StepUndone(SagaStep.ReserveStock), StepUndone(SagaStep.ValidateCart),
        Failed(),
    ];

    protected static Func<OrderSaga, Decision<OrderSagaEvent>> Input(SagaInput input) =>
        saga => Engine.Decide(saga, input);

    protected static Func<OrderSaga, Decision<OrderSagaEvent>> Done(
        SagaStep step, StepResult? result = null, bool ahead = false) =>
        Input(new SagaInput.StepAnswered(step, false, result ?? Success(step), At) { LogMayLag = ahead });

    protected static Func<OrderSaga, Decision<OrderSagaEvent>> Refused(
        SagaStep step, Refusal no, bool partly = false, bool ahead = false) =>
        Done(step, new StepResult.Refused(no, partly), ahead);

    protected static Func<OrderSaga, Decision<OrderSagaEvent>> Undone(SagaStep step, StepResult? result = null) =>
        Input(new SagaInput.StepAnswered(step, true, result ?? StepResult.Ok, At));

    protected static Func<OrderSaga, Decision<OrderSagaEvent>> TimedOut(
        SagaStep step, bool undo = false, bool ahead = false, double afterHours = 0) =>
        Input(new SagaInput.AttemptFailed(step, undo, "TimeoutException", At.AddHours(afterHours)) { LogMayLag = ahead });

    protected static Func<OrderSaga, Decision<OrderSagaEvent>> Late(SagaStep step) =>
        Input(new SagaInput.LateSuccess(step, Success(step), At));

    protected static Func<OrderSaga, Decision<OrderSagaEvent>> Operator(
        OperatorRequest wish, string? action = null, bool ahead = false) =>
        Input(new SagaInput.OperatorAsked(wish, "customer called", "demo-ops", At, action) { LogMayLag = ahead });

    protected static StepResult Success(SagaStep step) => step switch
    {
        SagaStep.ValidateCart => new StepResult.CartFrozen(Cart),
        SagaStep.ProcessPayment => new StepResult.Authorised("a-1", 7),
        _ => StepResult.Ok,
    };
}

internal static class Asking
{
    /// <summary>What the saga asks next, by the name in the list of steps; "nothing", or "operator".</summary>
    public static Spec<OrderSaga, OrderSagaEvent>.Outcome Asks(
        this Spec<OrderSaga, OrderSagaEvent>.Outcome outcome, string expected)
    {
        var next = new SagaEngine(OrderSteps.Steps).Next(outcome.After);
        Assert.Equal(expected, next.Kind switch
        {
            SagaActionKind.Nothing => "nothing",
            SagaActionKind.WaitForOperator => "operator",
            _ => next.Ask!.Method.Name,
        });
        return outcome;
    }

    public static Spec<OrderSaga, OrderSagaEvent>.Outcome Stands(
        this Spec<OrderSaga, OrderSagaEvent>.Outcome outcome, SagaState expected)
    {
        Assert.Equal(expected, outcome.After.State);
        return outcome;
    }
}
