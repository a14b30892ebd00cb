using System.Runtime.CompilerServices;

namespace PosSaga.Client;

/// <summary>One page of a list.</summary>
public interface IPage<out T>
{
    /// <summary>In the list's order.</summary>
    IReadOnlyList<T> Items { get; }

    /// <summary>For the next page; null on the last.</summary>
    string? NextCursor { get; }
}

/// <summary>Reads page after page, each when it is needed.</summary>
public static class Paging
{
    /// <param name="page">Gets the page of a cursor; the first has none.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <example><code>Paging.Each&lt;PageBodyOfOrderBody, OrderBody&gt;(
    ///     (cursor, token) => client.ListOrdersAsync(cursor: cursor, storeId: "1", cancellationToken:
    /// token))</code></example>
    public static async IAsyncEnumerable<T> Each<TPage, T>(
        Func<string?, CancellationToken, Task<TPage>> page,
        [EnumeratorCancellation] CancellationToken cancellation = default)
        where TPage : IPage<T>
    {
        ArgumentNullException.ThrowIfNull(page);
        string? cursor = null;
        do
        {
            var read = await page(cursor, cancellation).ConfigureAwait(false);
            foreach (var item in read.Items)
                yield return item;
            cursor = read.NextCursor;
        }
        while (cursor is not null);
    }
}

// Pages of the generated client. A test finds those that are missing here.
public partial record PageBodyOfApiKeyBody : IPage<ApiKeyBody>;

public partial record PageBodyOfAuditBody : IPage<AuditBody>;

public partial record PageBodyOfClaimBody : IPage<ClaimBody>;

public partial record PageBodyOfClaimStatsBody : IPage<ClaimStatsBody>;

public partial record PageBodyOfDeadLetterBody : IPage<DeadLetterBody>;

public partial record PageBodyOfMailMessageBody : IPage<MailMessageBody>;

public partial record PageBodyOfNotificationBody : IPage<NotificationBody>;

public partial record PageBodyOfOrderBody : IPage<OrderBody>;

public partial record PageBodyOfProductBody : IPage<ProductBody>;

public partial record PageBodyOfRefundBody : IPage<RefundBody>;

public partial record PageBodyOfRegisterBody : IPage<RegisterBody>;

public partial record PageBodyOfSagaBody : IPage<SagaBody>;

public partial record PageBodyOfSaleBody : IPage<SaleBody>;

public partial record PageBodyOfShiftBody : IPage<ShiftBody>;

public partial record PageBodyOfSignedHeadBody : IPage<SignedHeadBody>;

public partial record PageBodyOfStockBody : IPage<StockBody>;

public partial record PageBodyOfStoreBody : IPage<StoreBody>;

public partial record PageBodyOfTimelineEntryBody : IPage<TimelineEntryBody>;

/// <summary>All projections; one page holds them.</summary>
public partial record ProjectionListBody : IPage<ProjectionBody>;

/// <summary>A page of a timeline.</summary>
public partial record TimelineBody : IPage<TimelineEntryBody>
{
    /// <inheritdoc/>
    IReadOnlyList<TimelineEntryBody> IPage<TimelineEntryBody>.Items => Entries;
}
