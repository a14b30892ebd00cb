namespace PosSaga.Sagas;

/// <summary>Sagas that have not reached their end, out of the read model. It lags, so it says how far it has
/// read.</summary>
public interface IUnfinishedSagas
{
    /// <summary>Sagas neither final nor waiting for an operator, and failed ones with a late success not yet undone,
    /// that have not moved for <paramref name="age"/>; in the order of their keys, so that a page cannot starve the
    /// next.</summary>
    /// <param name="after">Only keys (tenant, then id, ordinal) above this one; null from the start.</param>
    Task<IReadOnlyList<SagaKey>> OlderThan(TimeSpan age, SagaKey? after, int max, CancellationToken cancellation);

    /// <summary>Whether every event up to this journal position is reflected.</summary>
    Task<bool> HasSeen(long position, CancellationToken cancellation);
}

/// <summary>How many sagas of all tenants wait out an outage, and how many wait for a person.</summary>
public interface ISagaCensus
{
    Task<SagaCensus> Now(CancellationToken cancellation);
}

public readonly record struct SagaCensus(long Waiting, long NeedsOperator);

/// <summary>Stocks with reservations old enough to ask their sagas about.</summary>
public interface IOldReservations
{
    /// <param name="after">Only keys above this one, ordinal; null from the start.</param>
    Task<IReadOnlyList<StockKey>> OlderThan(TimeSpan age, StockKey? after, int max, CancellationToken cancellation);
}

public sealed record SagaKey(string Tenant, string Id);

public sealed record StockKey(string Tenant, string StoreId, string Sku);
