using PosSaga.Claims;
using PosSaga.ReadModels.Projections;
using PosSaga.ReadModels.Storage;
using PosSaga.Refunds;

namespace PosSaga.ReadModels.Queries;

/// <summary>Claims, newest first: in the order of the events that made them, which no insert disturbs.</summary>
internal sealed class ClaimQueries(IReadStore store) : IClaimQueries
{
    private const string All = "select c.* from claims c";

    // The words first: SQLite then walks what they find from the newest on, and stops when a page is full. PostgreSQL
    // takes them in whatever order is cheaper.
    private const string Found = "select c.* from claim_texts t cross join claims c";

    // By nothing but words: a page of them is enough, and only its claims are fetched.
    private string FoundAlone(bool later) =>
        $"select c.* from (select position from claim_texts where tenant = @tenant and {store.Found} "
        + (later ? "and position < @key " : "") + "order by position desc limit @max) t cross join claims c";

    public Task<Page<ClaimView>> List(
        string tenant, ClaimFilter filter, Cursor? after, int limit, CancellationToken cancellation = default)
    {
        var words = filter.Q is null ? null : SearchWords.Asked(filter.Q);
        if (words is "")
            return Task.FromResult(new Page<ClaimView>([], null));
        var position = words is null ? "c.position" : "t.position";
        var alone = filter is { Status: null, Type: null, CustomerId: null, AgentId: null };
        return ReadQuery.Of(words is null ? All : alone ? FoundAlone(after is not null) : Found, "c.tenant", tenant)
            .AndIf(words is null, "c.position > 0")
            .AndIf(words is not null, "c.position = t.position")
            .AndIf(words is not null && !alone, "t." + store.Found)
            .With("words", words is null ? null : store.FoundParameter(words))
            .AndIf(filter.Status is not null, "c.status = @status", ("status", filter.Status?.ToString()))
            .AndIf(filter.Type is not null, "c.type = @type", ("type", filter.Type?.ToString()))
            .AndIf(filter.CustomerId is not null, "c.customer_id = @customer", ("customer", filter.CustomerId))
            .AndIf(filter.AgentId is not null, "c.assigned_agent = @agent", ("agent", filter.AgentId))
            .AndIf(after is not null, $"{position} < @key", ("key", after?.Key))
            .Page<ClaimRow, ClaimView>(
                store, words is null ? "claims" : "claims-search", $"{position} desc", limit,
                row => new Cursor(row.Position, row.Id), View, cancellation);
    }

    private static ClaimView View(ClaimRow row)
    {
        var lines = ClaimLines.Parse(row.Lines);
        return new ClaimView(
            row.Id, row.CustomerId, Enum.Parse<ClaimType>(row.Type), row.Description, Enum.Parse<Urgency>(row.Urgency),
            Enum.Parse<ClaimStatus>(row.Status), row.AssignedAgent, row.Resolution, row.OrderId,
            Enum.Parse<Enrichment>(row.Enrichment),
            [.. lines.Select(line => new ClaimLine(line.Sku, line.Quantity, line.Condition))],
            row.RefundStatus is null ? null : row.Id,
            row.RefundStatus is null ? null : Enum.Parse<RefundStatus>(row.RefundStatus),
            Micros.ToTime(row.CreatedAt), Micros.ToTimeOrNull(row.AssignedAt), Micros.ToTimeOrNull(row.StartedAt),
            Micros.ToTimeOrNull(row.ResolvedAt), Micros.ToTimeOrNull(row.ClosedAt), Micros.ToTimeOrNull(row.ReopenedAt),
            Micros.ToTimeOrNull(row.RefundRequestedAt), Micros.ToTime(row.UpdatedAt), row.Version,
            [.. lines.Where(line => line.Paid is not null).Select(line => line.ToGoods())], row.StoreId, row.PaymentId);
    }
}
