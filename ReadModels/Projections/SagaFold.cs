using PosSaga.Sagas;

namespace PosSaga.ReadModels;

/// <summary>How a saga's events show in its row.</summary>
internal static class SagaFold
{
    public static void Start(OrderRow row, DateTimeOffset at, string? customerId)
    {
        row.Status = nameof(SagaState.Pending);
        row.Step = nameof(SagaStep.ValidateCart);
        row.CustomerId = customerId;
        row.CreatedAt = row.UpdatedAt = row.Since = Micros.Of(at);
    }

    /// <param name="position">Of the event: its lines are read from there.</param>
    public static void Validate(OrderRow row, CartValidatedBrief validated, long position)
    {
        var cart = validated.Cart;
        row.StoreId = cart.StoreId;
        row.CustomerId ??= cart.CustomerId;
        (row.Subtotal, row.Tax, row.Shipping) = (cart.Subtotal.Amount, cart.Tax.Amount, cart.Shipping.Amount);
        (row.Total, row.Currency) = (cart.Total.Amount, cart.Total.Currency);
        row.CartPosition = position;
        At(row, SagaStep.ReserveStock);
        Enter(row, SagaState.CartValidated, validated.At);
    }

    public static void Apply(OrderRow row, OrderSagaEvent @event)
    {
        Note(row, @event);
        Wait(row, @event);
        row.UndoLeft = UndoLeft(row, @event);
        Enter(row, SagaStates.After(Enum.Parse<SagaState>(row.Status), @event), @event.At);
    }

    /// <summary>Which steps wait out an outage. A step that is given up after a few attempts does not.</summary>
    private static void Wait(OrderRow row, OrderSagaEvent @event)
    {
        switch (@event)
        {
            case OrderSagaEvent.AttemptFailed failed when failed.Undo || failed.Step == SagaStep.Finish:
                row.Waits |= Bit(failed.Step);
                row.WaitingSince = row.WaitingSince == 0 ? Micros.Of(failed.At) : row.WaitingSince;
                row.NextAttempt = Micros.Of(failed.NextAttempt ?? failed.At);
                return;
            case OrderSagaEvent.StepUndone undone:
                row.Waits &= ~Bit(undone.Step);
                break;
            case OrderSagaEvent.StepResolved { Undo: true } resolved:
                row.Waits &= ~Bit(resolved.Step);
                break;
            case OrderSagaEvent.NeedsOperator stuck:
                row.Waits &= ~Bit(stuck.Step);
                break;
            case OrderSagaEvent.TakenOver or OrderSagaEvent.LateSuccessSeen or OrderSagaEvent.AttemptFailed:
                return;
            default:
                row.Waits = 0;
                break;
        }

        if (row.Waits == 0)
            (row.WaitingSince, row.NextAttempt) = (0, 0);
    }

    private static int UndoLeft(OrderRow row, OrderSagaEvent @event) => @event switch
    {
        OrderSagaEvent.StepFailed failed => UpTo(failed.UndoFrom),
        OrderSagaEvent.OperatorCompensated compensated => row.UndoLeft | UpTo(compensated.UndoFrom),
        // Every undo that needed an operator is tried again; the step shown is the last of them.
        OrderSagaEvent.OperatorRetried { Undo: true } retried => row.UndoLeft | UpTo(retried.Step),
        OrderSagaEvent.LateSuccessSeen late => row.UndoLeft | Bit(late.Step),
        OrderSagaEvent.StepUndone undone => row.UndoLeft & ~Bit(undone.Step),
        OrderSagaEvent.NeedsOperator stuck => row.UndoLeft & ~Bit(stuck.Step),
        OrderSagaEvent.StepResolved { StillUndone: true } resolved =>
            row.UndoLeft | UpTo(resolved.UndoFrom) | Bit(resolved.Step),
        OrderSagaEvent.StepResolved { UndoFrom: { } from } resolved => UpTo(from) & ~Bit(resolved.Step),
        OrderSagaEvent.StepResolved resolved => row.UndoLeft & ~Bit(resolved.Step),
        OrderSagaEvent.Failed or OrderSagaEvent.OperatorResolved => 0,
        _ => row.UndoLeft,
    };

    private static int Bit(SagaStep step) => 1 << (int)step;

    private static int UpTo(SagaStep? step) => step is { } last ? (2 << (int)last) - 1 : 0;

    private static void Enter(OrderRow row, SagaState after, DateTimeOffset at)
    {
        row.Finished = after is SagaState.Completed or SagaState.Failed && row.LateSteps == 0 ? 1 : 0;
        row.UpdatedAt = Math.Max(row.UpdatedAt, Micros.Of(at));
        if (row.Status == after.ToString())
            return;
        row.Status = after.ToString();
        row.Since = Micros.Of(at);
    }

    private static void Note(OrderRow row, OrderSagaEvent @event)
    {
        switch (@event)
        {
            case OrderSagaEvent.Started started:
                Start(row, started.At, started.CustomerId);
                break;
            case OrderSagaEvent.StockReserved:
                At(row, SagaStep.ProcessPayment);
                break;
            case OrderSagaEvent.PaymentProcessed:
                row.PaymentId = row.Id;
                At(row, SagaStep.ConfirmOrder);
                break;
            case OrderSagaEvent.OrderConfirmed or OrderSagaEvent.Completed:
                At(row, SagaStep.Finish);
                break;
            // The row keeps showing what needs an operator, not another undo that waits.
            case OrderSagaEvent.AttemptFailed when row.Status == nameof(SagaState.NeedsOperator):
                break;
            case OrderSagaEvent.AttemptFailed failed:
                At(row, failed.Step, failed.Attempt, failed.Error);
                break;
            case OrderSagaEvent.StepFailed failed:
                Fail(row, new SagaFailure(failed.Step, failed.Reason, failed.Kind, failed.Detail));
                At(row, failed.UndoFrom ?? failed.Step);
                break;
            case OrderSagaEvent.StepUndone undone:
                row.LateSteps &= ~Bit(undone.Step);
                if (undone.Beside != true)
                    At(row, (SagaStep)Math.Max(0, (int)undone.Step - 1));
                break;
            case OrderSagaEvent.Failed:
                At(row, row.FailureStep is { } step ? Enum.Parse<SagaStep>(step) : SagaStep.ValidateCart);
                break;
            case OrderSagaEvent.NeedsOperator stuck:
                At(row, stuck.Step, row.Attempts, stuck.Reason);
                break;
            case OrderSagaEvent.OperatorRetried retried:
                At(row, retried.Step);
                break;
            case OrderSagaEvent.OperatorCompensated compensated:
                if (row.FailureStep is null)
                    Fail(row, Operators(compensated.Step, "operator-compensated", compensated.Reason));
                At(row, compensated.UndoFrom);
                break;
            case OrderSagaEvent.StepResolved resolved:
                if (resolved is { Undo: true, StillUndone: false })
                    row.LateSteps &= ~Bit(resolved.Step);
                if (resolved.UndoFrom is not null)
                    Fail(row, Operators(resolved.Step, "operator-resolved", resolved.Reason));
                At(row, resolved is { Undo: true, StillUndone: false }
                    ? (SagaStep)Math.Max(0, (int)resolved.Step - 1)
                    : resolved.UndoFrom ?? resolved.Step);
                break;
            case OrderSagaEvent.OperatorResolved resolved:
                if (resolved.AsCompleted)
                    Fail(row, null);
                else if (row.FailureStep is null)
                    Fail(row, Operators(resolved.Step, "operator-resolved", resolved.Reason));
                At(row, resolved.Step);
                break;
            case OrderSagaEvent.TakenOver:
                break;
            case OrderSagaEvent.LateSuccessSeen late:
                row.LateSteps |= Bit(late.Step);
                break;
            default:
                throw new Journal.JournalCorruptException($"The orders model does not know {@event.GetType().Name}.");
        }
    }

    private static SagaFailure Operators(SagaStep step, string reason, string why) =>
        new(step, reason, RefusalKind.OrderFailed, why);

    private static void At(OrderRow row, SagaStep step, int attempts = 0, string? error = null) =>
        (row.Step, row.Attempts, row.LastError) = (step.ToString(), attempts, error);

    private static void Fail(OrderRow row, SagaFailure? failure)
    {
        (row.FailureStep, row.FailureReason) = (failure?.Step.ToString(), failure?.Reason);
        (row.FailureKind, row.FailureDetail) = (failure?.Kind.ToString(), failure?.Detail);
    }
}
