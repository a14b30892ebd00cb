using System.Text;
using System.Text.Json;
using PosSaga.Load;
using PosSaga.Tests.Journal;
using PosSaga.Tests.Killing.Support;

namespace PosSaga.Tests.Killing;

/// <summary>One Idempotency-Key, fifty requests at the same time: the earlier system charged five times for
/// five.</summary>
[Collection(Processes.Name), Trait(Categories.Name, Categories.System)]
public sealed class When_fifty_tills_send_the_same_order_at_once
{
    private const int Tills = 50;

    [Fact]
    public async Task There_is_one_saga_one_charge_one_reservation_and_fifty_equal_answers_on_SQLite()
    {
        await using var home = new SqliteHome();
        await FiftyAtOnce(home);
    }

    [PostgresServerFact]
    public async Task There_is_one_saga_one_charge_one_reservation_and_fifty_equal_answers_on_PostgreSQL()
    {
        await using var home = await PostgresHome.Create();
        await FiftyAtOnce(home);
    }

    private static async Task FiftyAtOnce(SystemHome home)
    {
        await using var system = await SystemProcess.Start(home, SystemProcess.FreePort());
        await using var shop = await Shop.Prepare(system.Url, skus: 1, stores: 1);
        var sku = shop.Assortment.Skus[0];
        var cart = (await shop.Tills.Post("/api/v1/carts", Bodies.Cart("1", shop.Assortment.RunId))).Text("id")!;
        await shop.Tills.Put($"/api/v1/carts/{cart}/items/{sku}", Bodies.Quantity(2));

        var body = Bodies.Order(cart, shop.Assortment.RunId, "tok_ok");
        var answers = await Task.WhenAll(Enumerable.Range(0, Tills)
            .Select(_ => Task.Run(() => shop.Tills.Post("/api/v1/orders", body, "the-same-key"))));

        Assert.All(answers, answer => Assert.Equal(201, answer.Status));
        Assert.Single(answers.Select(a => Encoding.UTF8.GetString(a.Body)).Distinct());
        // Which of them was first is nobody's business; all the others are marked as repetitions.
        Assert.Equal(Tills - 1, answers.Count(a => a.Replayed));

        var events = await EventsOf(shop, answers[0].Text("id")!);
        foreach (var once in new[]
                 {
                     "order-saga.started", "order-saga.completed", "stock.reserved", "stock.committed",
                     "payment.authorised", "payment.captured", "order.confirmed",
                 })
            Assert.Equal(1, events.Count(e => e.StartsWith(once + "/", StringComparison.Ordinal) || e == once));
        var stock = await shop.Tills.Get($"/api/v1/stores/1/stock/{sku}");
        Assert.Equal(PosSaga.Load.Assortment.ReceivedPerShelf - 2, stock.Number("onHand"));
        Assert.Equal(0, stock.Number("reserved"));
        if (home.Gateway is { } gateway)
            Assert.Single(await gateway.Charges(CancellationToken.None));
    }

    private static async Task<List<string>> EventsOf(Shop shop, string orderId)
    {
        var reply = await shop.Office.Get($"/api/v1/orders/{orderId}/timeline", shop.Tills.LastPosition);
        Assert.Equal(200, reply.Status);
        using var timeline = JsonDocument.Parse(reply.Body);
        return [.. timeline.RootElement.GetProperty("entries").EnumerateArray()
            .Select(e => e.GetProperty("event").GetString()!)];
    }
}
