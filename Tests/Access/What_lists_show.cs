using PosSaga.Api;
using PosSaga.Tests.Api;

namespace PosSaga.Tests.Access;

/// <summary>A list shows what its reader's scope covers: nothing else, and all of it.</summary>
public sealed class What_lists_show(AccessHost host) : IClassFixture<AccessHost>
{
    [Fact] public Task Orders() => Shows("/api/v1/orders", sold => sold.OrderId, sold => sold.CustomerId);

    [Fact] public Task Claims() => Shows("/api/v1/claims", sold => sold.ClaimId, sold => sold.ClaimedBy);

    [Fact] public Task Claims_that_are_searched() =>
        Shows("/api/v1/claims?q=open+bag", sold => sold.ClaimId, sold => sold.ClaimedBy);

    [Fact] public Task Refunds() => Shows("/api/v1/refunds", sold => sold.ClaimId, sold => sold.ClaimedBy);

    [Fact] public async Task Stores()
    {
        foreach (var caller in AccessCaller.All.Where(one => one.Tenant == "demo" && !one.Claims.Roles.Contains(Roles.Platform)))
        {
            var ids = await Ids("/api/v1/stores", caller);
            Assert.Equal(caller.Claims.Stores ?? ["1", "2", "3", "4", "5", "6", "7"], ids);
        }
    }

    private async Task Shows(string path, Func<SoldThing, string> id, Func<SoldThing, string?> customer)
    {
        var rule = AccessTable.Of("GET", path.Split('?')[0])!;
        foreach (var caller in AccessCaller.All.Where(one => rule.Roles.Any(one.Claims.Roles.Contains)))
        {
            var covered = host.Sold.Where(sold => caller.Tenant == "demo" && caller.Covers(sold.StoreId, customer(sold)))
                .Select(id).Order(StringComparer.Ordinal).ToList();
            List<string> shown = [];
            await Eventually.Is(
                async () =>
                {
                    shown = [.. (await Ids(path, caller)).Order(StringComparer.Ordinal)];
                    return shown.Count >= covered.Count;
                },
                $"{path} shows {caller.Key} everything");
            Assert.Equal((caller.Key, string.Join(' ', covered)), (caller.Key, string.Join(' ', shown)));
        }
    }

    private async Task<List<string>> Ids(string path, AccessCaller caller)
    {
        var reply = await host.Http.Get(path, caller.Key);
        Assert.True(reply.Status == 200, $"{caller.Key}: {reply.Text}");
        return [.. reply.Json["items"]!.AsArray().Select(item => (string)item!["id"]!)];
    }
}
