namespace PosSaga.Client;

// The lists that callers read to their end; the others by Paging.Each.
public partial class PosSagaClient
{
    /// <summary>All orders that fit, newest first, page after page.</summary>
    public IAsyncEnumerable<OrderBody> EachOrder(
        OrderStatus? status = null, string? storeId = null, string? customerId = null,
        CancellationToken cancellation = default) =>
        Paging.Each<PageBodyOfOrderBody, OrderBody>(
            (cursor, token) => ListOrdersAsync(
                cursor: cursor, status: status, storeId: storeId, customerId: customerId, cancellationToken: token),
            cancellation);

    /// <summary>All claims that fit, page after page.</summary>
    public IAsyncEnumerable<ClaimBody> EachClaim(
        ListClaimsStatus? status = null, string? customerId = null, CancellationToken cancellation = default) =>
        Paging.Each<PageBodyOfClaimBody, ClaimBody>(
            (cursor, token) => ListClaimsAsync(
                cursor: cursor, status: status, customerId: customerId, cancellationToken: token),
            cancellation);

    /// <summary>All refunds that fit, page after page.</summary>
    public IAsyncEnumerable<RefundBody> EachRefund(
        RefundStatus? status = null, CancellationToken cancellation = default) =>
        Paging.Each<PageBodyOfRefundBody, RefundBody>(
            (cursor, token) => ListRefundsAsync(cursor: cursor, status: status, cancellationToken: token),
            cancellation);

    /// <summary>The catalogue, page after page.</summary>
    public IAsyncEnumerable<ProductBody> EachProduct(
        string? search = null, string? category = null, CancellationToken cancellation = default) =>
        Paging.Each<PageBodyOfProductBody, ProductBody>(
            (cursor, token) => ListProductsAsync(
                cursor: cursor, search: search, category: category, cancellationToken: token),
            cancellation);

    /// <summary>All that followed from one cause, in the order of cause, page after page.</summary>
    public IAsyncEnumerable<TimelineEntryBody> EachTimelineEntry(
        string correlation, CancellationToken cancellation = default) =>
        Paging.Each<TimelineBody, TimelineEntryBody>(
            (cursor, token) => GetTimelineAsync(correlation, cursor: cursor, cancellationToken: token), cancellation);
}
