using PosSaga.Journal;
using PosSaga.Registers;
using PosSaga.Sagas;

namespace PosSaga.Sales;

/// <summary>The log of a sale at a till. What it shares with every saga is explained at
/// <see cref="OrderSagaEvent"/>.</summary>
public abstract record SaleEvent
{
    public required DateTimeOffset At { get; init; }

    [StoredAs("sale.started/1")]
    public sealed record Started(
        string StoreId, string RegisterId, string CashierId, string? CustomerId, IReadOnlyList<SaleLineAsked> Lines,
        IReadOnlyList<TenderAsked> Tenders, string Fingerprint, string Actor, string? RequestId = null,
        string? Trace = null) : SaleEvent;

    [StoredAs("sale.priced/1")] public sealed record Priced(PricedSale Sale) : SaleEvent;

    [StoredAs("sale.stock-reserved/1")] public sealed record StockReserved : SaleEvent;

    /// <summary>Its cards are authorised; its cash lies on the counter.</summary>
    [StoredAs("sale.paid/1")] public sealed record Paid : SaleEvent;

    /// <summary>Sold: it has its number, the money is taken and the goods are gone.</summary>
    [StoredAs("sale.committed/1")] public sealed record Committed(SaleNumber Number) : SaleEvent;

    /// <summary>A manager takes it back within its shift.</summary>
    [StoredAs("sale.void-started/1")] public sealed record VoidStarted(string Reason, string By) : SaleEvent;

    /// <summary>Its money, its goods and its part of the drawer are given back.</summary>
    [StoredAs("sale.voided/1")] public sealed record Voided : SaleEvent;

    [StoredAs("sale.attempt-failed/1")]
    public sealed record AttemptFailed(
        SagaStep Step, bool Undo, int Attempt, string Error, bool Unknown, DateTimeOffset? NextAttempt = null)
        : SaleEvent, IAttemptFailed;

    [StoredAs("sale.step-failed/1")]
    public sealed record StepFailed(
        SagaStep Step, string Reason, RefusalKind Kind, string? Detail, bool Unknown,
        SagaStep? UndoFrom) : SaleEvent, IStepFailed;

    [StoredAs("sale.step-undone/1")]
    public sealed record StepUndone(SagaStep Step, bool? Beside = null) : SaleEvent, IStepUndone;

    /// <summary>Nothing was sold, and everything that was done is undone.</summary>
    [StoredAs("sale.failed/1")] public sealed record Failed : SaleEvent, ISagaFailed;

    [StoredAs("sale.late-success-seen/1")]
    public sealed record LateSuccessSeen(SagaStep Step, string Detail) : SaleEvent, ILateSuccessSeen;

    [StoredAs("sale.needs-operator/1")]
    public sealed record NeedsOperator(SagaStep Step, bool Undo, string Reason) : SaleEvent, INeedsOperator;

    [StoredAs("sale.taken-over/1")] public sealed record TakenOver : SaleEvent, ISagaTakenOver;

    [StoredAs("sale.operator-retried/1")]
    public sealed record OperatorRetried(string Reason, string By, SagaStep Step, bool Undo)
        : SaleEvent, IOperatorRetried;

    [StoredAs("sale.operator-compensated/1")]
    public sealed record OperatorCompensated(string Reason, string By, SagaStep Step, SagaStep UndoFrom)
        : SaleEvent, IOperatorCompensated;

    [StoredAs("sale.step-resolved/1")]
    public sealed record StepResolved(
        string Reason, string By, SagaStep Step, bool Undo, SagaStep? UndoFrom = null, bool MoneyByHand = false,
        bool StillUndone = false, string? ActionId = null) : SaleEvent, IStepResolved;

    private SaleEvent() { }
}

/// <summary>Which state an event of a sale leads to.</summary>
public static class SaleStates
{
    public static SagaState After(SagaState before, SaleEvent @event) => @event switch
    {
        SaleEvent.Started => SagaState.Pending,
        SaleEvent.Priced => SagaState.CartValidated,
        SaleEvent.StockReserved => SagaState.StockReserved,
        SaleEvent.Paid => SagaState.PaymentProcessed,
        SaleEvent.Committed or SaleEvent.Voided => SagaState.Completed,
        SaleEvent.VoidStarted => SagaState.OrderConfirmed,
        ISagaFact fact => SagaStates.After(before, fact),
        _ => before,
    };
}
