using PosSaga.Load;
using PosSaga.Tests.Killing.Support;

namespace PosSaga.Tests.Killing;

/// <summary>SIGTERM: what was accepted is answered, then the process ends by itself; what was not finished goes on at
/// the next start.</summary>
[Collection(Processes.Name), Trait(Categories.Name, Categories.System)]
public sealed class When_the_system_is_told_to_stop
{
    private const int Orders = 8;
    private static readonly TimeSpan DrainMax = TimeSpan.FromSeconds(35);

    [Fact]
    public async Task Requests_under_way_are_answered_and_the_sagas_end_after_the_next_start()
    {
        await using var home = new SqliteHome();
        var port = SystemProcess.FreePort();
        await using var system = await SystemProcess.Start(home, port);
        await using var shop = await Shop.Prepare(system.Url);
        var carts = new string[Orders];
        await ClosedLoop.Count(Orders, Orders, async i => carts[i] = await FilledCart(shop));

        // Their gateway does not answer for seconds, so all of them are under way when the signal comes.
        var answers =
            carts.Select(cart => shop.Tills.Post("/api/v1/orders", Order(shop, cart), $"{cart}-order")).ToArray();
        await AllHaveStarted(shop);
        Assert.Equal(0, await system.Terminate(DrainMax));

        Assert.All(await Task.WhenAll(answers), answer => Assert.True(answer.IsAnswer, answer.ToString()));
        await using var next = await SystemProcess.Start(home, port);
        await ClosedLoop.Count(Orders, Orders, async i => shop.Memory.Add(await SentAgain(shop, carts[i])));
        Assert.Empty((await shop.Audit(home.Gateway)).Imbalances);
    }

    private static byte[] Order(Shop shop, string cart) =>
        Bodies.Order(cart, shop.Assortment.RunId, "tok_timeout_charged");

    private static async Task<string> FilledCart(Shop shop)
    {
        var cart = await shop.Tills.Post("/api/v1/carts", Bodies.Cart("1", shop.Assortment.RunId));
        Assert.Equal(201, cart.Status);
        var id = cart.Text("id")!;
        var item = await shop.Tills.Put($"/api/v1/carts/{id}/items/{shop.Assortment.Skus[0]}", Bodies.Quantity(1));
        Assert.Equal(200, item.Status);
        return id;
    }

    private static async Task AllHaveStarted(Shop shop)
    {
        var reader = new PosSaga.Load.BookReader(shop.Office);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while ((await reader.Listed(shop.Assortment.RunId, limit.Token)).Count < Orders)
            await Task.Delay(20, limit.Token);
    }

    private static async Task<PlacedOrder> SentAgain(Shop shop, string cart)
    {
        Reply reply;
        var limit = Moments.After(Moments.Now, TimeSpan.FromSeconds(90));
        do
            reply = await shop.Tills.Post("/api/v1/orders", Order(shop, cart), $"{cart}-order");
        while (reply.Status is 0 or 202 or 503 && Moments.Now < limit);
        var plan = new OrderPlan(
            "1", [new PlannedLine(shop.Assortment.Skus[0], 1)], "tok_timeout_charged", Repeat: false);
        return new PlacedOrder($"{cart}-order", cart, plan, reply.Status,
            reply.Text(reply.IsSuccess ? "id" : "orderId"), reply.Number("total"), Interrupted: false);
    }
}
