using Microsoft.Extensions.DependencyInjection;
using Orleans;
using Orleans.Runtime;
using PosSaga.Api;
using PosSaga.Journal;
using PosSaga.Tenants;
using PosSaga.Tests.Api;

namespace PosSaga.Tests.Access;

/// <summary>Keys come and go while the system runs.</summary>
public sealed class When_keys_are_issued(ApiHost host) : IClassFixture<ApiHost>
{
    private const string Keys = "/api/v1/api-keys";
    private static readonly object Till = new { subject = "till-9", roles = (string[])["cashier"], stores = (string[])["1"] };

    [Fact] public async Task One_opens_what_it_says_and_nothing_else()
    {
        var key = (string)(await Issue(Till)).Json["key"]!;
        Assert.Equal(["1"], (await host.Http.Get("/api/v1/stores", key)).Json["items"]!.AsArray().Select(s => (string)s!["id"]!));
        (await host.Http.Get("/api/v1/stores/2/stock", key)).AssertProblem(404, "not-found");
        (await host.Http.Get("/api/v1/sagas", key)).AssertProblem(403, "forbidden");
        (await host.Http.Get("/api/v1/stores", key[..^1])).AssertProblem(401, "unauthenticated");
    }

    [Fact] public async Task It_is_shown_once()
    {
        var again = ("Idempotency-Key", Guid.NewGuid().ToString("n"));
        var issued = await Issue(Till, again);
        var replayed = await Issue(Till, again);
        Assert.NotNull(issued.Json["key"]);
        Assert.Equal((null, "true"), (replayed.Json["key"], replayed.Header("Idempotent-Replayed")));
        Assert.Equal((string?)issued.Json["id"], (string?)replayed.Json["id"]);

        var read = await host.Http.Get($"{Keys}/{issued.Json["id"]}", Calls.Admin);
        Assert.Equal((200, null, "till-9"), (read.Status, read.Json["key"], (string?)read.Json["subject"]));
        var secret = ((string)issued.Json["key"]!).Split(':')[^1];
        var log = await host.Services.GetRequiredService<IEventJournal>().Read("tenant/demo/tenant", 0, 200);
        Assert.All(log.Events, e => Assert.DoesNotContain(
            secret, System.Text.Encoding.UTF8.GetString(e.Data.Span), StringComparison.Ordinal));
    }

    [Fact] public async Task Withdrawn_it_is_refused_within_seconds_and_stays_on_the_list()
    {
        var issued = (await Issue(Till)).Json;
        var (id, key) = ((string)issued["id"]!, (string)issued["key"]!);
        Assert.Equal(200, (await host.Http.Get("/api/v1/stores", key)).Status);

        Assert.Equal(200, (await Delete(id)).Status);
        await Eventually.Is(
            async () => (await host.Http.Get("/api/v1/stores", key)).Status == 401, "that the key is refused");
        Assert.NotNull((await Delete(id)).Json["withdrawnAt"]);
        var listed = (await host.Http.Get(Keys + "?limit=200", Calls.Admin)).Json["items"]!.AsArray();
        Assert.NotNull(listed.Single(one => (string?)one!["id"] == id)!["withdrawnAt"]);
        (await Delete("nobodys")).AssertProblem(404, "not-found");
    }

    [Fact] public async Task Every_process_forgets_by_itself()
    {
        var issued = (await Issue(Till)).Json;
        var key = (string)issued["key"]!;
        var (clock, grains) = (new ManualTime(), host.Services.GetRequiredService<IGrainFactory>());
        IssuedKeys[] processes = [new(grains, clock), new(grains, clock)];
        foreach (var process in processes)
            Assert.NotNull(await process.Find(key));
        await Delete((string)issued["id"]!);
        clock.Now += IssuedKeys.RememberedFor;
        foreach (var process in processes)
            Assert.Null(await process.Find(key));
    }

    [Fact] public async Task It_ends_when_it_was_said_to()
    {
        var (clock, grains) = (new ManualTime(), host.Services.GetRequiredService<IGrainFactory>());
        var end = clock.Now.AddSeconds(60);
        var key = (string)(await Issue(new { subject = "till-9", roles = (string[])["cashier"], expiresAt = end })).Json["key"]!;
        var process = new IssuedKeys(grains, clock);
        Assert.NotNull(await process.Find(key));
        // Also one that is remembered still.
        clock.Now = end;
        Assert.Null(await process.Find(key));

        (await Issue(new { subject = "till-9", roles = (string[])["cashier"], expiresAt = "2020-01-01T00:00:00Z" }, expected: 409))
            .AssertProblem(409, "conflict");
    }

    [Fact] public async Task Another_tenant_neither_sees_nor_withdraws_it()
    {
        var id = (string)(await Issue(Till)).Json["id"]!;
        (await host.Http.Get($"{Keys}/{id}", ApiHost.OtherTenantsKey)).AssertProblem(404, "not-found");
        (await host.Http.Call(HttpMethod.Delete, $"{Keys}/{id}", key: ApiHost.OtherTenantsKey)).AssertProblem(404, "not-found");
        Assert.Empty((await host.Http.Get(Keys, ApiHost.OtherTenantsKey)).Json["items"]!.AsArray());
    }

    [Fact] public async Task One_of_the_platform_or_that_contradicts_itself_is_not_issued()
    {
        (await Issue(new { subject = "x", roles = (string[])["platform"] }, expected: 409)).AssertProblem(409, "conflict");
        foreach (var (field, body) in ((string, object)[])
        [
            ("roles", new { subject = "x", roles = (string[])["king"] }),
            ("stores", new { subject = "x", roles = (string[])["ops"], stores = (string[])["1"] }),
            ("customer", new { subject = "x", roles = (string[])["customer"] }),
            ("subject", new { subject = "a/b", roles = (string[])["ops"] }),
        ])
        {
            var refused = await Issue(body, expected: 400);
            Assert.NotNull(refused.Json["errors"]![field]);
        }
    }

    [Fact] public async Task Pages_of_them_show_each_once()
    {
        for (var i = 0; i < 5; i++)
            await Issue(Till);
        var (seen, cursor) = (new List<string>(), "");
        do
        {
            var page = (await host.Http.Get($"{Keys}?limit=2&cursor={cursor}", Calls.Admin)).Json;
            seen.AddRange(page["items"]!.AsArray().Select(one => (string)one!["id"]!));
            cursor = (string?)page["nextCursor"];
        }
        while (cursor is not null);
        Assert.Equal(seen.Count, seen.Distinct().Count());
        Assert.True(seen.Count >= 5);
    }

    [Fact] public async Task Who_issued_it_is_in_the_audit()
    {
        await Issue(Till);
        var audit = await host.Http.Get("/api/v1/audit?stream=tenant/demo/tenant", "demo-auditor");
        Assert.Contains(audit.Json["items"]!.AsArray(), entry =>
            ((string?)entry!["event"], (string?)entry["actor"]) == ("tenant.key-issued/1", "demo-admin"));
    }

    [Fact] public async Task Guessing_leaves_nothing_in_memory()
    {
        for (var i = 0; i < 50; i++)
            (await host.Http.Get("/api/v1/stores", $"pos:guessed-{i}:key:secret")).AssertProblem(401, "unauthenticated");
        var management = host.Services.GetRequiredService<IGrainFactory>().GetGrain<IManagementGrain>(0);
        await Eventually.Is(
            async () => (await management.GetSimpleGrainStatistics())
                .Where(one => one.GrainType.Contains("TenantGrain", StringComparison.Ordinal)).Sum(one => one.ActivationCount) <= 2,
            "that the tenants that were guessed are gone");
    }

    private async Task<Reply> Issue(object body, (string, string)? again = null, int expected = 201)
    {
        var reply = await host.Http.Post(
            Keys, body, Calls.Admin, again is { } header ? [header] : []);
        Assert.True(reply.Status == expected, reply.Text);
        return reply;
    }

    private Task<Reply> Delete(string id) => host.Http.Call(HttpMethod.Delete, $"{Keys}/{id}", key: Calls.Admin);

    private sealed class ManualTime : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = DateTimeOffset.UtcNow.AddDays(1);

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
