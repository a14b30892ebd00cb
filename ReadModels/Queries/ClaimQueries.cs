using PosSaga.Claims;
using PosSaga.ReadModels.Projections;
using PosSaga.ReadModels.Storage;
using PosSaga.Refunds;

namespace PosSaga.ReadModels.Queries;

/// <summary>Claims, newest first: in the order of the events that made them, which no insert disturbs.</summary>
internal sealed class ClaimQueries(IReadStore store) : IClaimQueries
{
    public Task<Page<ClaimView>> List(
        string tenant, ClaimFilter filter, Cursor? after, int limit, CancellationToken cancellation = default)
    {
        var words = filter.Q is null ? null : SearchWords.Asked(filter.Q);
        if (words is "")
            return Task.FromResult(new Page<ClaimView>([], null));
        var query = words is null
            ? Narrowed(ReadQuery.Of("select c.* from claims c", "tenant", tenant).And("position > 0"), filter, after)
            : Found(tenant, words, filter, after);
        return query.Page<ClaimRow, ClaimView>(
            store, words is null ? "claims" : "claims-search", "c.position desc", limit,
            row => new Cursor(row.Position, row.Id), View, cancellation);
    }

    // Only what the page shows is fetched: a word may be found in many more claims.
    private ReadQuery Found(string tenant, string words, ClaimFilter filter, Cursor? after)
    {
        var found = store.Found(words);
        return Narrowed(
            ReadQuery.Of("select position from claim_texts", "tenant", tenant).And(found.Sql, found.Parameters),
            filter, after)
        .Within(
            "position desc", page => $"select c.* from {page} t cross join claims c "
            + "where c.tenant = @tenant and c.position = t.position");
    }

    private static ReadQuery Narrowed(ReadQuery query, ClaimFilter filter, Cursor? after) => query
        .AndIf(filter.Status is not null, "status = @status", ("status", filter.Status?.ToString()))
        .AndIf(filter.Type is not null, "type = @type", ("type", filter.Type?.ToString()))
        .AndIf(filter.CustomerId is not null, "customer_id = @customer", ("customer", filter.CustomerId))
        .AndIf(filter.AgentId is not null, "assigned_agent = @agent", ("agent", filter.AgentId))
        .AndIf(after is not null, "position < @key", ("key", after?.Key));

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
