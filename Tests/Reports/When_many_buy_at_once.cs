using System.Text.Json.Nodes;
using PosSaga.Tests.Api;

namespace PosSaga.Tests.Reports;

/// <summary>Charged twice, sold twice: what other shops did when requests met.</summary>
[Collection(ApiCollection.Name)]
public sealed class When_many_buy_at_once(ApiHost host)
{
    [Theory]
    [PublicReport("magento/magento2#6363")]
    [PublicReport("nopSolutions/nopCommerce#4184")]
    [PublicReport("saleor/saleor#543")]
    [InlineData(1, 1, 8)]
    [InlineData(10, 3, 8)]
    public async Task No_more_are_sold_than_there_are(int there, int each, int buyers)
    {
        var sku = await Stocked(there);
        var carts = await Task.WhenAll(Enumerable.Range(0, buyers).Select(_ => Cart(sku, each)));
        var answers = await Task.WhenAll(carts.Select(cart => host.Http.Post("/api/v1/orders", Calls.OrderOf(cart))));
        Assert.Equal(there / each, answers.Count(answer => answer.Status == 201));
        Assert.All(
            answers.Where(answer => answer.Status != 201), answer => answer.AssertProblem(409, "out-of-stock"));
        Assert.Equal((there - (there / each * each), 0, 0), await host.Http.Pieces(sku));
    }

    [Fact]
    [PublicReport("Attendize/Attendize#748")]
    [PublicReport("SandeepVashishtha/Eventra#5696")]
    public async Task The_button_pressed_three_times_charges_once()
    {
        var sku = await Stocked(5);
        var cart = await Cart(sku, 1);
        var key = ("Idempotency-Key", Guid.NewGuid().ToString());
        var answers = await Task.WhenAll(
            Enumerable.Range(0, 3).Select(_ => host.Http.Post("/api/v1/orders", Calls.OrderOf(cart), headers: key)));
        Assert.All(answers, answer => Assert.Equal(201, answer.Status));
        var order = Assert.Single(answers.Select(answer => answer.Text).Distinct());
        Assert.Equal(1149, (await host.Http.PaymentOf(JsonNode.Parse(order)!)).Captured);
        Assert.Equal((4, 0, 0), await host.Http.Pieces(sku));
    }

    [Fact]
    [PublicReport("openfoodfoundation/openfoodnetwork#5705")]
    public async Task One_cart_sent_three_times_without_a_key_is_one_order()
    {
        var sku = await Stocked(5);
        var cart = await Cart(sku, 1);
        var answers = await Task.WhenAll(
            Enumerable.Range(0, 3).Select(_ => host.Http.Post("/api/v1/orders", Calls.OrderOf(cart))));
        Assert.Single(answers, answer => answer.Status == 201);
        Assert.All(answers.Where(answer => answer.Status != 201), answer => answer.AssertProblem(422, "cart-invalid"));
        Assert.Equal((4, 0, 0), await host.Http.Pieces(sku));
    }

    [Fact]
    [PublicReport("ietf-wg-httpapi/idempotency#22")]
    public async Task A_key_belongs_to_what_it_was_sent_to()
    {
        var sku = await Stocked(5);
        var key = ("Idempotency-Key", Guid.NewGuid().ToString());
        var received = new { quantity = 2, reference = "po" };
        var one = await host.Http.Post($"/api/v1/stores/1/stock/{sku}/receive", received, headers: key);
        var other = await host.Http.Post($"/api/v1/stores/2/stock/{sku}/receive", received, headers: key);
        Assert.Equal((200, 200), (one.Status, other.Status));
        Assert.Equal((7, 2), ((int)one.Json["onHand"]!, (int)other.Json["onHand"]!));
    }

    private async Task<string> Stocked(int pieces)
    {
        var sku = $"E-{Guid.NewGuid():N}";
        var product = new { sku, name = "Thing", category = "Test", price = new { amount = 999, currency = "CAD" } };
        Assert.Equal(201, (await host.Http.Post("/api/v1/products", product, Calls.Admin)).Status);
        await host.Http.Receive(sku, pieces);
        return sku;
    }

    private async Task<string> Cart(string sku, int quantity)
    {
        var cart = (string)(await host.Http.Post("/api/v1/carts", new { storeId = "1" })).Json["id"]!;
        Assert.Equal(200, (await host.Http.Put($"/api/v1/carts/{cart}/items/{sku}", new { quantity })).Status);
        return cart;
    }
}
