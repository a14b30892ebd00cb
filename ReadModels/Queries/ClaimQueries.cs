using PosSaga.Claims;
using PosSaga.Refunds;

namespace PosSaga.ReadModels;

/// <param name="AgentId">The agent it is assigned to now.</param>
/// <param name="Q">Words, each the beginning of one in description, resolution, customer, order or SKU; in any case,
/// with or without accents. Of parts written together, like an id's, only the last is a beginning.</param>
/// <param name="Scope">Null: all of the tenant.</param>
public sealed record ClaimFilter(
    ClaimStatus? Status = null, ClaimType? Type = null, string? CustomerId = null, string? AgentId = null,
    string? Q = null, ReadScope? Scope = null);

/// <summary>Claims, newest first: in the order of the events that created them, which no later insert
/// changes.</summary>
public sealed class ClaimQueries
{
    private static readonly string Shown = string.Join(
        ", ", ClaimRow.Table.Columns.Select(column => $"c.{column.Name}")
            .Except(["c.tenant", "c.pieces", "c.has_order", "c.errand", "c.erased"]));

    private readonly IReadStore _store;

    internal ClaimQueries(IReadStore store) => _store = store;

    /// <summary>Texts of an erased customer are null, and no <see cref="ClaimFilter.Q"/> finds their claims.</summary>
    /// <param name="limit">1 to 200.</param>
    public Task<Page<ClaimView>> List(
        string tenant, ClaimFilter filter, Cursor? after, int limit, CancellationToken cancellation = default)
    {
        var words = filter.Q is null ? null : SearchWords.Asked(filter.Q);
        if (words is "")
            return Task.FromResult(new Page<ClaimView>([], null));
        var query = words is null
            ? Filtered(
                    ReadQuery.Of($"select {Shown} from claims c", tenant).And("position > 0"), filter, after)
                .For(filter.Scope)
            : Searched(tenant, words, filter, after);
        return query.Page<ClaimRow, ClaimView>(
            _store, words is null ? "claims" : "claims-search", "c.position desc", limit,
            row => new Cursor(row.Position, row.Id), View, cancellation);
    }

    // The inner query finds the positions of one page; only that page's claims are read, however many have the words.
    private ReadQuery Searched(string tenant, string words, ClaimFilter filter, Cursor? after)
    {
        var (condition, value) = _store.Matching(words);
        var found = ReadQuery.Of("select position from claim_texts", tenant).And(condition, ("words", value));
        return Filtered(found, filter, after)
            .ForFound(filter.Scope)
            .Within(
                "position desc", page => $"select {Shown} from {page} t cross join claims c "
                + "where c.tenant = @tenant and c.position = t.position");
    }

    private static ReadQuery Filtered(ReadQuery query, ClaimFilter filter, Cursor? after) => query
        .AndIfGiven("status = @status", "status", filter.Status)
        .AndIfGiven("type = @type", "type", filter.Type)
        .AndIfGiven("customer_id = @customer", "customer", filter.CustomerId)
        .AndIfGiven("assigned_agent = @agent", "agent", filter.AgentId)
        .AndIfGiven("position < @key", "key", after?.Key);

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
