using PosSaga.Claims;
using PosSaga.Refunds;
using PosSaga.Sagas;
using PosSaga.Sales;

namespace PosSaga.ReadModels;

/// <summary>For the recovery sweeps, over all tenants: sagas that have not moved for a while.</summary>
internal sealed class UnfinishedSagas(IReadStore store, ReadModelFreshness freshness, TimeProvider clock)
    : IUnfinishedSagas, ISagaCensus
{
    public async Task<SagaCensus> Now(CancellationToken cancellation)
    {
        var orders = await Count("orders", "waits <> 0", cancellation);
        var sales = await Count("sales", "next_attempt <> 0", cancellation);
        return new(orders.Waiting + sales.Waiting, orders.NeedsOperator + sales.NeedsOperator);
    }

    public async Task<IReadOnlyList<SagaKey>> OlderThan(
        TimeSpan age, SagaKey? after, int max, CancellationToken cancellation)
    {
        var rows = await new ReadQuery("select tenant, id from orders")
            .And("finished = 0 and (status <> 'NeedsOperator' or undo_left <> 0)")
            .And("updated_at <= @moment", ("moment", Micros.Of(clock.GetUtcNow() - age)))
            // After a start every saga is due: whoever waited for its next attempt died.
            .AndIf(age > TimeSpan.Zero, "next_attempt <= @moment")
            .AndIf(after is not null, "(tenant, id) > (@tenant, @id)", ("tenant", after?.Tenant), ("id", after?.Id))
            .Rows<OrderRow>(store, "tenant, id", max, cancellation);
        return rows.ConvertAll(row => new SagaKey(row.Tenant, row.Id));
    }

    public Task<bool> HasSeen(long position, CancellationToken cancellation) =>
        freshness.WaitUntil(position, TimeSpan.Zero, Models.Orders, cancellation);

    private async Task<Counts> Count(string table, string waits, CancellationToken cancellation) =>
        (await new ReadQuery($"""
            select count(*) filter (where {waits}) as waiting,
                count(*) filter (where status = 'NeedsOperator') as needs_operator
            from {table}
            """).And("finished = 0").Rows<Counts>(store, "1", 1, cancellation))[0];
}

/// <summary>Sales that have not moved for a while. One that needs an operator is resumed in vain, which is harmless and
/// rare.</summary>
internal sealed class UnfinishedSales(IReadStore store, TimeProvider clock) : IUnfinishedSales
{
    public async Task<IReadOnlyList<SagaKey>> OlderThan(
        TimeSpan age, SagaKey? after, int max, CancellationToken cancellation)
    {
        var rows = await new ReadQuery("select tenant, id from sales")
            .And("finished = 0")
            .And("updated_at <= @moment", ("moment", Micros.Of(clock.GetUtcNow() - age)))
            .AndIf(age > TimeSpan.Zero, "next_attempt <= @moment")
            .AndIf(after is not null, "(tenant, id) > (@tenant, @id)", ("tenant", after?.Tenant), ("id", after?.Id))
            .Rows<SaleRow>(store, "tenant, id", max, cancellation);
        return rows.ConvertAll(row => new SagaKey(row.Tenant, row.Id));
    }
}

/// <summary>Stock whose oldest open reservation is old. A row with more reservations than it stores may be named
/// although that one is closed; asking its grain is harmless.</summary>
internal sealed class OldReservations(IReadStore store, TimeProvider clock) : IOldReservations
{
    public async Task<IReadOnlyList<StockKey>> OlderThan(
        TimeSpan age, StockKey? after, int max, CancellationToken cancellation)
    {
        var rows = await new ReadQuery("select tenant, store_id, sku from stock")
            .And("oldest_reservation > 0")
            .And("oldest_reservation <= @moment", ("moment", Micros.Of(clock.GetUtcNow() - age)))
            .AndIf(
                after is not null, "(tenant, store_id, sku) > (@tenant, @store, @sku)",
                ("tenant", after?.Tenant), ("store", after?.StoreId), ("sku", after?.Sku))
            .Rows<StockRow>(store, "tenant, store_id, sku", max, cancellation);
        return rows.ConvertAll(row => new StockKey(row.Tenant, row.StoreId, row.Sku));
    }
}

internal sealed class UnfinishedClaims(IReadStore store, TimeProvider clock) : IUnfinishedClaims
{
    public async Task<IReadOnlyList<ClaimKey>> OlderThan(
        TimeSpan age, ClaimKey? after, int max, CancellationToken cancellation)
    {
        var rows = await new ReadQuery("select tenant, id from claims")
            .And($"errand <> '{nameof(ClaimPendingAction.None)}'")
            .And("updated_at <= @moment", ("moment", Micros.Of(clock.GetUtcNow() - age)))
            .AndIf(after is not null, "(tenant, id) > (@tenant, @id)", ("tenant", after?.Tenant), ("id", after?.Id))
            .Rows<ClaimRow>(store, "tenant, id", max, cancellation);
        return rows.ConvertAll(row => new ClaimKey(row.Tenant, row.Id));
    }
}

internal sealed class UnfinishedRefunds(IReadStore store, TimeProvider clock) : IUnfinishedRefunds, IRefundCensus
{
    public async Task<RefundCensus> Now(CancellationToken cancellation)
    {
        var rows = await new ReadQuery("""
            select count(*) filter (where waiting_since <> 0 and status <> 'NeedsOperator') as waiting,
                count(*) filter (where status = 'NeedsOperator') as needs_operator
            from refunds
            """).And("finished = 0").Rows<Counts>(store, "1", 1, cancellation);
        return new(rows[0].Waiting, rows[0].NeedsOperator);
    }

    public async Task<IReadOnlyList<UnfinishedRefund>> OlderThan(
        TimeSpan age, RefundKey? after, int max, CancellationToken cancellation)
    {
        var rows = await new ReadQuery("select tenant, id, status, updated_at, next_attempt from refunds")
            .And("finished = 0")
            .And("updated_at <= @moment", ("moment", Micros.Of(clock.GetUtcNow() - age)))
            .And("next_attempt <= @moment")
            .AndIf(after is not null, "(tenant, id) > (@tenant, @id)", ("tenant", after?.Tenant), ("id", after?.Id))
            .Rows<RefundRow>(store, "tenant, id", max, cancellation);
        return rows.ConvertAll(row => new UnfinishedRefund(
            new RefundKey(row.Tenant, row.Id), Micros.ToTime(Math.Max(row.UpdatedAt, row.NextAttempt)),
            row.Status == nameof(RefundStatus.NeedsOperator)));
    }
}

internal sealed class Counts
{
    public long Waiting { get; set; }

    public long NeedsOperator { get; set; }
}
