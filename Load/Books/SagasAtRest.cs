using PosSaga.Load.Orders;

namespace PosSaga.Load.Books;

/// <summary>Waits until every saga of a run is final or needs an operator, and the list has heard of all of
/// them.</summary>
internal sealed class SagasAtRest(BookReader reader)
{
    private static readonly string[] Moving =
    [
        "pending", "cartValidated", "stockReserved", "paymentProcessed", "orderConfirmed",
        "compensatingPayment", "compensatingStock", "compensated",
    ];

    /// <returns>The list as it stood at last; on a time-out some of it is not at rest, and the books will say
    /// so.</returns>
    public async Task<IReadOnlyList<(string Id, string Status)>> Wait(
        string? customerId, IReadOnlyList<PlacedOrder> placed, TimeSpan patience, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(patience);
        List<(string Id, string Status)> listed = [];
        try
        {
            while (true)
            {
                while (await SomeMove(customerId, limit.Token))
                    await Task.Delay(TimeSpan.FromMilliseconds(200), limit.Token);
                listed = await reader.Listed(customerId, limit.Token);
                var known = listed.Select(l => l.Id).ToHashSet(StringComparer.Ordinal);
                if (placed.All(p => p.OrderId is null || known.Contains(p.OrderId))
                    && !listed.Any(l => Moving.Contains(l.Status)))
                    return listed;
                await Task.Delay(TimeSpan.FromMilliseconds(200), limit.Token);
            }
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return listed.Count > 0 ? listed : await reader.Listed(customerId, cancellation);
        }
    }

    // One short page per status: cheap to ask again and again, however many orders there are.
    private async Task<bool> SomeMove(string? customerId, CancellationToken cancellation)
    {
        var customer = customerId is null ? "" : $"&customerId={customerId}";
        foreach (var status in Moving)
        {
            using var page = await reader.Json($"/api/v1/orders?limit=1&status={status}{customer}", null, cancellation);
            if (page.RootElement.GetProperty("items").GetArrayLength() > 0)
                return true;
        }
        return false;
    }
}
