using PosSaga.ReadModels.Projections;
using PosSaga.ReadModels.Storage;
using PosSaga.Sagas;

namespace PosSaga.ReadModels.Queries;

/// <summary>Sagas for operators, out of the same rows as the orders.</summary>
internal sealed class SagaQueries(IReadStore store, TimeProvider clock) : ISagaQueries
{
    private static readonly TimeSpan StuckAfter = TimeSpan.FromSeconds(30);

    public Task<Page<SagaSummary>> List(
        string tenant, SagaFilter filter, Cursor? after, int limit, CancellationToken cancellation = default)
    {
        var age = filter.OlderThan ?? (filter.State == SagaStanding.Stuck ? StuckAfter : null);
        return ReadQuery.Of("select * from orders", "tenant", tenant)
            .AndIf(filter.State is not null, Condition(filter.State))
            .AndIf(filter.Step is not null, "step = @step", ("step", filter.Step?.ToString()))
            .AndIf(filter.StoreId is not null, "store_id = @store", ("store", filter.StoreId))
            .AndIf(age is not null, "updated_at < @moment", ("moment", Micros.OrZero(clock.GetUtcNow() - age)))
            .AndIf(after is not null, "(created_at, id) < (@key, @id)", ("key", after?.Key), ("id", after?.Id))
            .Page<OrderRow, SagaSummary>(
                store, "sagas", "created_at desc, id desc", limit, row => new Cursor(row.CreatedAt, row.Id), Summary,
                cancellation);
    }

    private static string Condition(SagaStanding? state) => state switch
    {
        SagaStanding.Running or SagaStanding.Stuck => "finished = 0 and status not in ('NeedsOperator', 'Failed')",
        SagaStanding.NeedsOperator => "finished = 0 and status = 'NeedsOperator'",
        SagaStanding.Failed => "status = 'Failed'",
        _ => "status = 'Completed'",
    };

    private static SagaSummary Summary(OrderRow row) => new(
        row.Id, Enum.Parse<SagaState>(row.Status), Enum.Parse<SagaStep>(row.Step), row.StoreId,
        Micros.ToTime(row.Since),
        row.Attempts, row.LastError, OrderQueries.Failure(row), Micros.ToTime(row.CreatedAt),
        Micros.ToTime(row.UpdatedAt));
}
