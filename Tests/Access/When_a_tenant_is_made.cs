using PosSaga.Tests.Api;

namespace PosSaga.Tests.Access;

[Collection(ApiCollection.Name)]
public sealed class When_a_tenant_is_made(ApiHost host)
{
    private readonly string _tenant = $"t{Guid.NewGuid():n}";

    [Fact] public async Task Its_first_admin_key_is_shown_once_and_opens_that_tenant_only()
    {
        var made = await Put(new { name = "Shop" });
        Assert.Equal(201, made.Status);
        var key = (string)made.Json["adminKey"]!["key"]!;
        Assert.Empty((await host.Http.Get("/api/v1/stores", key)).Json["items"]!.AsArray());
        (await host.Http.Get("/api/v1/products/CAFE", key)).AssertProblem(404, "not-found");
        Assert.Equal(201, (await host.Http.Post(
            "/api/v1/api-keys", new { subject = "till", roles = (string[])["cashier"] }, key)).Status);

        var again = await Put(new { name = "Shop" });
        Assert.Equal((200, null), (again.Status, again.Json["adminKey"]));
        // Also for whoever asks whose audit it is: the platform did it.
        var audit = await host.Http.Get($"/api/v1/audit?stream=tenant/{_tenant}/tenant&event=tenant.created/1", key);
        Assert.Equal("platform:demo-platform", (string?)audit.Json["items"]!.AsArray().Single()!["actor"]);
    }

    [Fact] public async Task Whoever_lost_theirs_is_given_another()
    {
        await Put(new { name = "Shop" });
        var renewed = await Put(new { name = "Shop", newAdminKey = true });
        Assert.Equal(200, renewed.Status);
        Assert.Equal(200, (await host.Http.Get("/api/v1/api-keys", (string)renewed.Json["adminKey"]!["key"]!)).Status);
    }

    [Theory]
    [InlineData(Calls.Admin), InlineData(Calls.Ops), InlineData(ApiHost.OtherTenantsKey)]
    public async Task Nobody_but_the_platform_makes_one(string key) =>
        (await Put(new { name = "Shop" }, key)).AssertProblem(403, "forbidden");

    private Task<Reply> Put(object body, string key = Calls.Platform) =>
        host.Http.Put("/api/v1/tenants/" + _tenant, body, key);
}
