using System.Globalization;

namespace PosSaga.Load;

/// <summary>The run's own products and stock: nobody else buys them, so afterwards every piece must be accounted for.
/// The run's id is also its customer's, by which its orders are listed.</summary>
internal sealed class Assortment
{
    /// <summary>The most that one receipt may have; a run that sells more of one SKU in one store needs more
    /// SKUs.</summary>
    public const int ReceivedPerShelf = 1_000_000;

    private const int PreparingClients = 16;

    public Assortment(string runId, int skus, int stores)
    {
        RunId = runId;
        Skus = [.. Enumerable.Range(1, skus).Select(i => string.Create(CultureInfo.InvariantCulture, $"{runId}-{i}"))];
        StoreIds = [.. Enumerable.Range(1, stores).Select(i => i.ToString(CultureInfo.InvariantCulture))];
    }

    public string RunId { get; }

    public IReadOnlyList<string> Skus { get; }

    public IReadOnlyList<string> StoreIds { get; }

    public IEnumerable<(string StoreId, string Sku)> Shelves =>
        from store in StoreIds from sku in Skus select (store, sku);

    public static string NewRunId() => $"load-{Guid.NewGuid().ToString("N")[..10]}";

    /// <summary>Odd prices, so that the rounding of tax has something to do.</summary>
    public static long PriceCentsOf(int index) => 499 + index % 97 * 101;

    /// <summary>Adds the products and fills the shelves.</summary>
    /// <param name="api">With a key that has the roles admin and store.</param>
    public async Task Prepare(ApiClient api, CancellationToken cancellation)
    {
        await ClosedLoop.Count(PreparingClients, Skus.Count, async i =>
            Require(await api.Post("/api/v1/products", Bodies.Product(Skus[i], PriceCentsOf(i)), $"{Skus[i]}-product"),
                $"adding product {Skus[i]}"), cancellation);
        var shelves = Shelves.ToList();
        await ClosedLoop.Count(PreparingClients, shelves.Count, async i =>
        {
            var (store, sku) = shelves[i];
            Require(
                await api.Post(
                    $"/api/v1/stores/{store}/stock/{sku}/receive", Bodies.Receive(ReceivedPerShelf, RunId),
                    $"{RunId}-{store}-{sku}"),
                $"receiving {sku} in store {store}");
        }, cancellation);
    }

    private static void Require(Reply reply, string what)
    {
        if (!reply.IsSuccess)
            throw new SystemNotUsableException($"While {what}: {reply}");
    }
}

/// <summary>The system under load cannot be used: wrong address, wrong key, no such store.</summary>
internal sealed class SystemNotUsableException(string message) : Exception(message);
