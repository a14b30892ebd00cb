using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using PosSaga.ReadModels;

namespace PosSaga.Tests.Api;

[Collection(ApiCollection.Name)]
public sealed class When_the_audit_is_read(ApiHost host)
{
    private const string Auditor = "demo-auditor";

    [Fact] public async Task A_cursor_that_this_list_never_gave_is_400()
    {
        var cart = await host.Http.FilledCart();
        var stream = $"/api/v1/audit?limit=1&stream=cart/demo/{cart}";
        var ofStream = (string)(await host.Http.Get(stream, Auditor)).Json["nextCursor"]!;
        var ofAll = (string)(await host.Http.Get("/api/v1/audit?limit=1", Auditor)).Json["nextCursor"]!;

        Cursor[] strange = [new(0, ""), new(-7, ""), new(long.MinValue, ""), new(7, "o-1")];
        foreach (var cursor in strange)
        {
            (await host.Http.Get($"/api/v1/audit?cursor={cursor}", Auditor)).AssertProblem(400, "validation");
            (await host.Http.Get($"{stream}&cursor={cursor}", Auditor)).AssertProblem(400, "validation");
            (await host.Http.Get($"/api/v1/timeline/{cart}?cursor={cursor}")).AssertProblem(400, "validation");
        }
        (await host.Http.Get($"{stream}&cursor={ofAll}", Auditor)).AssertProblem(400, "validation");
        (await host.Http.Get($"/api/v1/audit?cursor={ofStream}", Auditor)).AssertProblem(400, "validation");
        var next = (await host.Http.Get($"{stream}&cursor={ofStream}", Auditor)).Json;
        Assert.Equal(1, (long)next["items"]![0]!["version"]!);
    }

    [Fact] public async Task A_verification_outlasts_the_limit_of_a_request()
    {
        var limits = host.Services.GetRequiredService<IOptionsMonitor<RequestTimeoutOptions>>().CurrentValue;
        var usual = limits.DefaultPolicy!;
        limits.DefaultPolicy = new RequestTimeoutPolicy
        {
            Timeout = TimeSpan.FromTicks(1), TimeoutStatusCode = usual.TimeoutStatusCode,
            WriteTimeoutResponse = usual.WriteTimeoutResponse,
        };
        try
        {
            // What waits until a position that nobody has reached is cut off: the limit is in force.
            var waiting = await host.Http.Get("/api/v1/audit", Auditor, ("If-Journal-Position", Unreached));
            waiting.AssertProblem(503, "unavailable");
            // A verification of this little journal may be faster than the clock that cuts off; many are not.
            for (var i = 0; i < 50; i++)
            {
                var verified = await host.Http.Post("/api/v1/audit/verify", null, Calls.Platform);
                Assert.Equal((200, true), (verified.Status, (bool?)verified.Json["ok"]));
            }
        }
        finally
        {
            limits.DefaultPolicy = usual;
        }
    }

    [Fact] public async Task How_much_other_tenants_write_is_told_to_the_platform_only()
    {
        await host.Http.FilledCart();
        var before = await host.Head();
        (await host.Http.Post("/api/v1/audit/verify", null, Auditor)).AssertProblem(403, "forbidden");
        var all = await host.Http.Post("/api/v1/audit/verify", null, Calls.Platform);
        Assert.InRange((long)all.Json["events"]!, before, await host.Head());
    }

    private static string Unreached => PosSaga.Api.JournalPosition.Write(long.MaxValue / 2);
}
