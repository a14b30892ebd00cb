using System.Collections.Concurrent;
using PosSaga.Api;
using PosSaga.Tests.Api;

namespace PosSaga.Tests.Access;

/// <summary>Every row of the table, about things of three owners, asked by every role with every scope in two tenants:
/// exactly what the table says.</summary>
public sealed class Who_may_call_what(AccessHost host) : IClassFixture<AccessHost>
{
    private const int AtOnce = 16;

    private static IEnumerable<AccessRule> Rules => AccessTable.Rules.Where(rule => rule.Path.StartsWith("/api/", StringComparison.Ordinal));

    [Fact] public async Task Every_route_has_its_row_and_every_row_its_route() => Assert.Equal(
        Rules.Select(rule => rule.Route).Order(StringComparer.Ordinal),
        (await Routes.Of(host)).Where(route => route.Path.StartsWith("/api/", StringComparison.Ordinal))
            .Select(route => $"{route.Method} {route.Path}").Order(StringComparer.Ordinal));

    [Fact] public async Task Everybody_is_answered_as_the_table_says()
    {
        var routes = (await Routes.Of(host)).ToDictionary(route => $"{route.Method} {route.Path}");
        var cases = from rule in Rules
                    from about in rule.Path.Contains('{') || rule.Scope == ScopeOf.Body ? host.Sold : host.Sold.Take(1)
                    from caller in AccessCaller.All
                    select new AccessCase(rule, routes[rule.Route], about, caller, host);
        var (asked, wrong) = (0, new ConcurrentBag<string>());
        await Parallel.ForEachAsync(
            cases, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (one, _) =>
            {
                Interlocked.Increment(ref asked);
                var reply = await host.Http.Call(new(one.Rule.Method), one.Path, one.Body, one.Caller.Key);
                if (!Fits(one, reply))
                    wrong.Add($"{one}: {one.Expected}, was {reply.Status} {reply.Text}");
            });

        Assert.InRange(asked, 3_000, 100_000);
        Assert.True(wrong.IsEmpty, $"{wrong.Count} of {asked}:\n" + string.Join("\n", wrong.Order().Take(40)));
    }

    [Theory]
    [InlineData(null), InlineData(""), InlineData("demo-nobody"), InlineData("DEMO-STORE")]
    public async Task Without_a_valid_key_every_route_is_401(string? key)
    {
        foreach (var rule in Rules)
        {
            var reply = await host.Http.Call(new(rule.Method), Routes.Fill(rule.Path, "x"), "{}", key);
            Assert.Equal((rule.Route, 401), (rule.Route, reply.Status));
            Assert.NotNull(reply.Header("WWW-Authenticate"));
        }
    }

    [Fact] public async Task A_403_names_the_roles_that_would_do()
    {
        var refused = await host.Http.Get("/api/v1/sagas");
        refused.AssertProblem(403, "forbidden");
        Assert.Equal("Needs one of these roles: ops, admin.", (string?)refused.Json["detail"]);
    }

    [Fact] public async Task What_is_outside_the_scope_is_as_if_it_were_not_there()
    {
        var theirs = host.Sold.Single(one => one.StoreId == "2");
        var hidden = await host.Http.Get($"/api/v1/orders/{theirs.OrderId}", "demo-till");
        var missing = await host.Http.Get("/api/v1/orders/nobodys", "demo-till");
        Assert.Equal(
            missing.Text.Replace("nobodys", theirs.OrderId, StringComparison.Ordinal).Split("traceId")[0],
            hidden.Text.Split("traceId")[0]);
    }

    [Theory]
    [InlineData("/health/live"), InlineData("/health/ready"), InlineData("/metrics"), InlineData("/openapi/v1.json")]
    [InlineData("/swagger/index.html")]
    public async Task What_is_for_everybody_needs_no_key(string path) =>
        Assert.Equal(200, (await host.Http.Get(path, key: null)).Status);

    private static bool Fits(AccessCase one, Reply reply) => one.Expected switch
    {
        Promise.Forbidden => reply.Status == 403
            && ((string?)reply.Json["detail"])!.Contains(string.Join(", ", one.Rule.Roles), StringComparison.Ordinal),
        // A body that names what is not there may be found wrong for it.
        Promise.NotThere => reply.Status == 404 || (reply.Status == 422 && one.Rule.Scope == ScopeOf.Body && one.Caller.IsWhole),
        // One verification at a time.
        Promise.Allowed when reply.Status == 503 => one.Rule.Path.EndsWith("/verify", StringComparison.Ordinal),
        Promise.Allowed => reply.Status is not (401 or 403) and < 500 && (reply.Status != 404 || one.MayBeMissing),
        _ => false,
    };
}
