using PosSaga.Registers;
using PosSaga.Sagas;

namespace PosSaga.Sales;

/// <summary>One sale at a till: a saga of its own steps. Key <c>{tenant}/{sale id}</c>. What each call promises is said
/// at <see cref="IOrderSagaGrain"/>.</summary>
[Alias("possaga.sale")]
public interface ISaleGrain : IGrainWithStringKey
{
    [AlwaysInterleave, Alias("Get")] Task<SaleView?> Get();

    [AlwaysInterleave, Alias("Start")] Task<CommandResult<SaleView>> Start(StartSale command);

    [AlwaysInterleave, Alias("WaitForEnd")] Task<SaleView?> WaitForEnd(TimeSpan slice);

    [AlwaysInterleave, Alias("Resume")] Task<SaleView?> Resume();

    [AlwaysInterleave, Alias("Retry")] Task<CommandResult<SaleView>> Retry(OperatorCommand command);

    [AlwaysInterleave, Alias("Compensate")] Task<CommandResult<SaleView>> Compensate(OperatorCommand command);

    /// <summary>Begins to give a sale back, within its shift. Asked again, it is the same void.</summary>
    [AlwaysInterleave, Alias("Void")] Task<CommandResult<SaleView>> Void(VoidSale command);

    [AlwaysInterleave, Alias("Resolve")] Task<CommandResult<SaleView>> Resolve(OperatorCommand command);
}

[GenerateSerializer, Immutable, Alias("possaga.sale.start")]
public sealed record StartSale(
    Origin Origin, string StoreId, string RegisterId, string CashierId, string? CustomerId,
    IReadOnlyList<SaleLineAsked> Lines, IReadOnlyList<TenderAsked> Tenders, string Fingerprint);

/// <param name="Reason">Recorded with who and when.</param>
[GenerateSerializer, Immutable, Alias("possaga.sale.void")]
public sealed record VoidSale(Origin Origin, string Reason, VersionCondition? IfMatch = null);

/// <param name="Voided">It was given back.</param>
/// <param name="State">Completed is sold, OrderConfirmed and before are on their way there.</param>
/// <param name="Number">Null until it is sold.</param>
/// <param name="Sale">Null until it is priced.</param>
/// <param name="OperatorReason">Why it needs an operator.</param>
[GenerateSerializer, Immutable, Alias("possaga.sale.view")]
public sealed record SaleView(
    string Id, SagaState State, string StoreId, string RegisterId, string CashierId, string? CustomerId,
    SaleNumber? Number, PricedSale? Sale, SagaFailure? Failure, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt,
    long Version, long Position, SagaStep? Step = null, string? OperatorReason = null, SagaWait? Waiting = null,
    bool Voided = false)
{
    /// <summary>Completed or Failed.</summary>
    public bool StateFinal => State is SagaState.Completed or SagaState.Failed;
}

/// <summary>Sales that have not reached their end, out of the read model.</summary>
public interface IUnfinishedSales
{
    /// <param name="after">Only keys above this one; null from the start.</param>
    Task<IReadOnlyList<SagaKey>> OlderThan(TimeSpan age, SagaKey? after, int max, CancellationToken cancellation);
}
