namespace PosSaga.ReadModels;

/// <summary>What of a tenant a list shows to somebody who may not see all of it.</summary>
/// <param name="Stores">Of these stores only, never empty; null: of all, and what is of none.</param>
/// <param name="CustomerId">This customer's only.</param>
public sealed record ReadScope(IReadOnlyList<string>? Stores = null, string? CustomerId = null);

/// <summary>Narrows a list to what its reader may see.</summary>
internal static class ScopedQuery
{
    // A claim's store is that of its order, but its customer may have claimed about a guest's order.
    private const string RefundOfCustomer =
        "(exists (select 1 from orders o where o.tenant = @tenant and o.id = refunds.order_id "
        + "and o.customer_id = @scope_customer) or refunds.claim_id in "
        + "(select id from claims where tenant = @tenant and customer_id = @scope_customer))";

    /// <summary>Of rows that name their store and customer.</summary>
    public static ReadQuery For(this ReadQuery query, ReadScope? scope) =>
        query.For(scope, stores => $"store_id in {stores}", "customer_id = @scope_customer");

    /// <summary>Of claims found by their words, where no store stands beside them.</summary>
    public static ReadQuery ForFound(this ReadQuery query, ReadScope? scope) => query.For(
        scope, stores => $"position in (select position from claims where tenant = @tenant and store_id in {stores})",
        "customer_id = @scope_customer");

    public static ReadQuery ForRefunds(this ReadQuery query, ReadScope? scope) => query.For(
        scope, stores => "exists (select 1 from orders o where o.tenant = @tenant and o.id = refunds.order_id "
            + $"and o.store_id in {stores})",
        RefundOfCustomer);

    public static ReadQuery ForStores(this ReadQuery query, ReadScope? scope) =>
        query.OfStores(scope, stores => $"id in {stores}");

    private static ReadQuery For(
        this ReadQuery query, ReadScope? scope, Func<string, string> ofStores, string ofCustomer) => query
        .OfStores(scope, ofStores)
        .AndIf(scope?.CustomerId is not null, ofCustomer, ("scope_customer", scope?.CustomerId));

    // The two databases have no way in common to hand over a list, so each store is a parameter of its own.
    private static ReadQuery OfStores(this ReadQuery query, ReadScope? scope, Func<string, string> condition)
    {
        if (scope?.Stores is not { } stores)
            return query;
        var values = stores.Select((store, index) => ($"scope_{index}", (object?)store)).ToArray();
        return query.And(condition($"({string.Join(", ", values.Select(value => "@" + value.Item1))})"), values);
    }
}
