using System.Text.Json.Nodes;
using PosSaga.Tests.ReadModels;

namespace PosSaga.Tests.Api;

/// <summary>A system that is started over a journal with an event that a read model does not know.</summary>
public sealed class When_an_event_cannot_be_folded(When_an_event_cannot_be_folded.Host host)
    : IClassFixture<When_an_event_cannot_be_folded.Host>
{
    [Fact] public async Task It_is_ready_and_takes_orders()
    {
        var cart = await host.Http.FilledCart();
        Assert.Equal(201, (await host.Http.Post("/api/v1/orders", Calls.OrderOf(cart))).Status);
    }

    [Fact] public async Task It_says_which_model_stands_before_which_event()
    {
        var stock = await Stock(Calls.Platform);
        Assert.Equal("stopped", (string?)stock["state"]);
        Assert.Contains("stock.vanished/1", (string?)stock["error"], StringComparison.Ordinal);
        Assert.True((double)stock["lagSeconds"]! > 0);
        Assert.NotNull(stock["since"]);
        // The event may be another tenant's.
        Assert.Null((await Stock(Calls.Ops))["error"]);
    }

    private async Task<JsonNode> Stock(string key) =>
        (await host.Http.Get("/api/v1/projections", key)).Json["items"]!.AsArray()
        .Single(model => (string?)model!["name"] == "stock")!;

    public sealed class Host : ApiHost
    {
        protected override async Task BeforeStart(string journal)
        {
            await using var side = await ReadSide.Open(journal, run: false);
            await side.Writer("other").Unknown("stock", "1/lost", "stock.vanished/1");
        }
    }
}
