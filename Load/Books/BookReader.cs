using System.Text.Json;

namespace PosSaga.Load;

/// <summary>Reads the books over the API: the ids of the orders from the list, each order by id, which is its grain's
/// answer.</summary>
/// <param name="api">With a key that has every role.</param>
internal sealed class BookReader(ApiClient api)
{
    // There are two requests per order; one at a time would take longer than the run.
    private const int Clients = 16;
    private const int PageSize = 200;

    /// <summary>Every listed order with the status that the list gives it.</summary>
    public async Task<List<(string Id, string Status)>> Listed(string customerId, CancellationToken cancellation)
    {
        var listed = new List<(string, string)>();
        string? cursor = null;
        do
        {
            cancellation.ThrowIfCancellationRequested();
            var path = $"/api/v1/orders?limit={PageSize}"
                + $"&customerId={customerId}"
                + (cursor is null ? "" : $"&cursor={Uri.EscapeDataString(cursor)}");
            using var page = await Json(path, api.LastPosition, cancellation);
            foreach (var order in page.RootElement.GetProperty("items").EnumerateArray())
                listed.Add((order.GetProperty("id").GetString()!, order.GetProperty("status").GetString()!));
            cursor = page.RootElement.TryGetProperty("nextCursor", out var next) ? next.GetString() : null;
        }
        while (cursor is not null);
        return listed;
    }

    public async Task<IReadOnlyList<BookedOrder>> Orders(
        IReadOnlyList<(string Id, string Status)> listed, CancellationToken cancellation)
    {
        var orders = new BookedOrder[listed.Count];
        await ClosedLoop.Count(Clients, listed.Count, async i =>
        {
            using var json = await Json($"/api/v1/orders/{listed[i].Id}", null, cancellation);
            orders[i] = Order(json.RootElement, listed[i].Status);
        }, cancellation);
        return orders;
    }

    public async Task<IReadOnlyList<BookedPayment>> Payments(
        IReadOnlyList<BookedOrder> orders, CancellationToken cancellation)
    {
        var payments = new BookedPayment?[orders.Count];
        await ClosedLoop.Count(Clients, orders.Count, async i =>
        {
            using var json = await JsonOrNothing($"/api/v1/payments/{orders[i].Id}", null, cancellation);
            if (json?.RootElement is { } payment)
                payments[i] = new BookedPayment(payment.GetProperty("orderId").GetString()!,
                    payment.GetProperty("status").GetString()!, Cents(payment, "captured"), Cents(payment, "refunded"),
                    Cents(payment, "reservedForRefund"));
        }, cancellation);
        return [.. payments.OfType<BookedPayment>().DistinctBy(p => p.OrderId)];
    }

    public async Task<IReadOnlyList<BookedStock>> Stock(
        IReadOnlyList<(string StoreId, string Sku)> shelves, CancellationToken cancellation)
    {
        var stock = new BookedStock[shelves.Count];
        await ClosedLoop.Count(Clients, shelves.Count, async i =>
        {
            var (store, sku) = shelves[i];
            using var json = await Json($"/api/v1/stores/{store}/stock/{sku}", null, cancellation);
            stock[i] = new BookedStock(store, sku, Assortment.ReceivedPerShelf,
                json.RootElement.GetProperty("onHand").GetInt64(), json.RootElement.GetProperty("reserved").GetInt64(),
                json.RootElement.GetProperty("damaged").GetInt64());
        }, cancellation);
        return stock;
    }

    public string? LastPosition => api.LastPosition;

    /// <summary>The answer to a GET; repeats it while the system is away or behind.</summary>
    /// <exception cref="SystemNotUsableException">Any other answer than 200.</exception>
    public async Task<JsonDocument> Json(string path, string? ifPosition, CancellationToken cancellation) =>
        await JsonOrNothing(path, ifPosition, cancellation)
        ?? throw new SystemNotUsableException($"GET {path} answered 404.");

    /// <summary>Null where there is none.</summary>
    public async Task<JsonDocument?> JsonOrNothing(string path, string? ifPosition, CancellationToken cancellation)
    {
        for (; ; )
        {
            cancellation.ThrowIfCancellationRequested();
            var reply = await api.Get(path, ifPosition);
            switch (reply.Status)
            {
                case 200:
                    return JsonDocument.Parse(reply.Body);
                case 404:
                    return null;
                case 0 or 412 or 429 or 503:
                    await Task.Delay(TimeSpan.FromMilliseconds(100), cancellation);
                    break;
                default:
                    throw new SystemNotUsableException($"GET {path}: {reply}");
            }
        }
    }

    private static BookedOrder Order(JsonElement order, string listedStatus) => new(
        order.GetProperty("id").GetString()!,
        // Before its cart is validated a saga knows neither store nor lines nor total.
        order.TryGetProperty("storeId", out var store) ? store.GetString() ?? "" : "",
        order.GetProperty("status").GetString()!,
        Cents(order, "total"),
        order.TryGetProperty("lines", out var lines) && lines.ValueKind == JsonValueKind.Array
            ? [.. lines.EnumerateArray().Select(l =>
                new PlannedLine(l.GetProperty("sku").GetString()!, l.GetProperty("quantity").GetInt32()))]
            : [],
        listedStatus);

    private static long Cents(JsonElement element, string property) =>
        element.TryGetProperty(property, out var money) && money.ValueKind == JsonValueKind.Object
            ? money.GetProperty("amount").GetInt64()
            : 0;
}
