using PosSaga.Claims;
using PosSaga.ReadModels.Projections;
using PosSaga.ReadModels.Storage;
using PosSaga.Refunds;

namespace PosSaga.ReadModels.Queries;

/// <summary>Claims, newest first: in the order of the events that made them, which no insert disturbs.</summary>
internal sealed class ClaimQueries(IReadStore store) : IClaimQueries
{
    private static readonly string Shown = string.Join(
        ", ", ClaimRow.Table.Columns.Select(column => $"c.{column.Name}")
            .Except(["c.tenant", "c.pieces", "c.has_order", "c.errand", "c.erased"]));

    public Task<Page<ClaimView>> List(
        string tenant, ClaimFilter filter, Cursor? after, int limit, CancellationToken cancellation = default)
    {
        var words = filter.Q is null ? null : SearchWords.Asked(filter.Q);
        if (words is "")
            return Task.FromResult(new Page<ClaimView>([], null));
        var query = words is null
            ? Narrowed(
                    ReadQuery.Of($"select {Shown} from claims c", "tenant", tenant).And("position > 0"), filter, after)
                .For(filter.Scope)
                .Settled(filter.Scope is null && Narrowings(filter).Count <= 1)
            : Found(tenant, words, filter, after, limit);
        return query.Page<ClaimRow, ClaimView>(
            store, words is null ? "claims" : "claims-search", "c.position desc", limit,
            row => new Cursor(row.Position, row.Id), View, cancellation);
    }

    // By one of them, and in order, there is an index for each; which of several narrows most is in their values.
    private static List<(string Column, string Value)> Narrowings(ClaimFilter filter) =>
    [
        .. new[]
        {
            ("status", filter.Status?.ToString()), ("type", filter.Type?.ToString()),
            ("customer_id", filter.CustomerId), ("assigned_agent", filter.AgentId),
        }.Where(one => one.Item2 is not null).Select(one => (one.Item1, one.Item2!)),
    ];

    // Only what the page shows is fetched: a word may be found in many more claims.
    private ReadQuery Found(string tenant, string words, ClaimFilter filter, Cursor? after, int limit)
    {
        var narrowings = Narrowings(filter);
        var found = store.Found(
            words, narrowings.Count > 1 || filter.Scope is not null ? null : new(tenant, limit + 1, narrowings.Count == 0 ? null : narrowings[0]));
        return Narrowed(
            ReadQuery.Of($"select position from {found.Table}", "tenant", tenant).And(found.Sql, found.Parameters),
            filter, after)
        .ForFound(filter.Scope)
        .Settled(found.IsSettled)
        .Within(
            found.Order, page => $"select {Shown} from {page} t cross join claims c "
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
            [.. lines.Where(line => line.Paid is not null).Select(line => line.ToGoods())], row.StoreId, row.PaymentId,
            WithdrawnAt: Micros.ToTimeOrNull(row.WithdrawnAt));
    }
}
