using Microsoft.Extensions.DependencyInjection;
using PosSaga.Stores;

namespace PosSaga.Tests.Api;

/// <summary>Outside Development nothing is invented: what is shown is what somebody made.</summary>
public sealed class When_production_begins(ProductionHost host) : IClassFixture<ProductionHost>
{
    private const string Key = ApiHost.OtherTenantsKey;

    [Fact]
    public async Task Nothing_is_there_and_then_what_was_made()
    {
        Assert.Equal(0, await host.Head());
        foreach (var list in new[] { "stores", "products", "orders", "claims", "refunds", "notifications" })
        {
            var empty = await host.Http.Get($"/api/v1/{list}", Key);
            Assert.Equal(200, empty.Status);
            Assert.Empty(empty.Json["items"]!.AsArray());
            Assert.Null(empty.Json["nextCursor"]);
        }

        (await host.Http.Get("/api/v1/stores/1/stock", Key)).AssertProblem(404, "not-found");
        (await host.Http.Get("/api/v1/products/CAFE", Key)).AssertProblem(404, "not-found");

        var opened = await host.Services.GetRequiredService<IGrainFactory>().GetGrain<IStoreGrain>("other/s-1")
            .Open(new OpenStore(new Origin("other", "test", "s-1"), "First", "QC", StoreKind.Store));
        var one = await host.Http.Get(
            "/api/v1/stores", Key, ("If-Journal-Position", PosSaga.Api.JournalPosition.Write(opened.Position)));
        Assert.Equal("s-1", (string?)Assert.Single(one.Json["items"]!.AsArray())!["id"]);
    }
}
