namespace PosSaga.Tests.Api;

/// <summary>Who may call what. One table; the OpenAPI document says whether a route is missing.</summary>
[Collection(ApiCollection.Name)]
public sealed class RoleMatrix(ApiHost host)
{
    private const string S = "demo-store", C = "demo-agent", O = "demo-ops", U = "demo-auditor", A = "demo-admin";
    private static readonly string[] Keys = [S, C, O, U, A];
    private static readonly string[] Everyone = Keys;

    private static readonly Dictionary<string, string[]> Allowed = new(StringComparer.Ordinal)
    {
        ["POST /api/v1/carts"] = [S, A],
        ["GET /api/v1/carts/{id}"] = [S, A],
        ["DELETE /api/v1/carts/{id}"] = [S, A],
        ["PUT /api/v1/carts/{id}/items/{sku}"] = [S, A],
        ["DELETE /api/v1/carts/{id}/items/{sku}"] = [S, A],
        ["POST /api/v1/orders"] = [S, A],
        ["GET /api/v1/orders"] = Everyone,
        ["GET /api/v1/orders/{id}"] = Everyone,
        ["GET /api/v1/orders/{id}/timeline"] = Everyone,
        ["POST /api/v1/orders/{id}/ship"] = [S, A],
        ["POST /api/v1/orders/{id}/deliver"] = [S, A],
        ["POST /api/v1/orders/{id}/cancel"] = [S, A],
        ["POST /api/v1/orders/{id}/retry"] = [O, A],
        ["POST /api/v1/orders/{id}/compensate"] = [O, A],
        ["POST /api/v1/orders/{id}/resolve"] = [O, A],
        ["GET /api/v1/sagas"] = [O, A],
        ["GET /api/v1/sagas/groups"] = [O, A],
        ["POST /api/v1/sagas/actions"] = [O, A],
        ["GET /api/v1/sagas/actions/{id}"] = [O, A],
        ["GET /api/v1/stores"] = Everyone,
        ["GET /api/v1/stores/{id}/stock"] = Everyone,
        ["GET /api/v1/stores/{id}/stock/{sku}"] = Everyone,
        ["POST /api/v1/stores/{id}/stock/{sku}/receive"] = [S, A],
        ["POST /api/v1/stores/{id}/stock/{sku}/adjust"] = [S, A],
        ["GET /api/v1/products"] = Everyone,
        ["GET /api/v1/products/{sku}"] = Everyone,
        ["POST /api/v1/products"] = [A],
        ["PUT /api/v1/products/{sku}"] = [A],
        ["PATCH /api/v1/products/{sku}"] = [A],
        ["GET /api/v1/payments/{id}"] = Everyone,
        ["POST /api/v1/claims"] = [S, C, A],
        ["GET /api/v1/claims"] = Everyone,
        ["GET /api/v1/claims/stats"] = Everyone,
        ["GET /api/v1/refunds"] = Everyone,
        ["GET /api/v1/notifications"] = Everyone,
        ["GET /api/v1/claims/{id}"] = Everyone,
        ["GET /api/v1/claims/{id}/events"] = Everyone,
        ["GET /api/v1/claims/{id}/refund/preview"] = Everyone,
        ["POST /api/v1/claims/{id}/assign"] = [C, A],
        ["POST /api/v1/claims/{id}/start"] = [C, A],
        ["POST /api/v1/claims/{id}/resolve"] = [C, A],
        ["POST /api/v1/claims/{id}/close"] = [C, A],
        ["POST /api/v1/claims/{id}/reopen"] = [C, A],
        ["POST /api/v1/claims/{id}/withdraw"] = [S, C, A],
        ["POST /api/v1/claims/{id}/refund"] = [C, A],
        ["GET /api/v1/refunds/{id}"] = Everyone,
        ["GET /api/v1/refunds/groups"] = [O, A],
        ["POST /api/v1/refunds/actions"] = [O, A],
        ["GET /api/v1/refunds/actions/{id}"] = [O, A],
        ["POST /api/v1/refunds/{id}/retry"] = [O, A],
        ["POST /api/v1/refunds/{id}/resolve"] = [O, A],
        ["GET /api/v1/timeline/{correlation}"] = Everyone,
        ["GET /api/v1/audit"] = [U, A],
        ["POST /api/v1/audit/verify"] = [U, A],
        ["GET /api/v1/audit/heads"] = [U, A],
        ["GET /api/v1/audit/heads/key"] = [U, A],
        ["GET /api/v1/projections"] = Everyone,
        ["POST /api/v1/projections/{name}/rebuild"] = [O, A],
        ["GET /api/v1/dead-letters"] = [O, A],
        ["GET /api/v1/mail"] = [O, A],
        ["GET /api/v1/mail/messages"] = [O, A],
        ["POST /api/v1/dead-letters/{id}/redrive"] = [O, A],
        ["DELETE /api/v1/dead-letters/{id}"] = [O, A],
        ["PUT /api/v1/simulation/payments"] = [O, A],
        ["PUT /api/v1/simulation/faults"] = [O, A],
    };

    [Fact]
    public async Task Every_route_is_in_the_table()
    {
        var routes = (await Routes.Of(host)).Where(route => route.Path.StartsWith("/api/", StringComparison.Ordinal));

        Assert.Equal(
            Allowed.Keys.Order(StringComparer.Ordinal),
            routes.Select(r => $"{r.Method} {r.Path}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Every_role_may_do_what_the_table_says_and_nothing_else()
    {
        foreach (var (route, allowed) in Allowed)
        {
            foreach (var key in Keys)
            {
                var status = await Status(route, key);
                Assert.True(
                    (status is not (401 or 403)) == allowed.Contains(key), $"{route} answered {status} to {key}");
            }
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData("demo-nobody")]
    [InlineData("DEMO-STORE")]
    [InlineData("")]
    public async Task Without_a_valid_key_every_route_is_401(string? key)
    {
        foreach (var route in Allowed.Keys)
            Assert.Equal((route, 401), (route, await Status(route, key)));
    }

    [Fact]
    public async Task The_refusals_are_problems()
    {
        var unknown = await host.Http.Get("/api/v1/orders", key: null);
        unknown.AssertProblem(401, "unauthenticated");
        Assert.NotNull(unknown.Header("WWW-Authenticate"));
        var refused = await host.Http.Get("/api/v1/sagas");
        refused.AssertProblem(403, "forbidden");
        Assert.Equal("Needs one of these roles: ops, admin.", (string?)refused.Json["detail"]);
    }

    [Theory]
    [InlineData("/health/live")]
    [InlineData("/health/ready")]
    [InlineData("/metrics")]
    [InlineData("/openapi/v1.json")]
    [InlineData("/swagger/index.html")]
    public async Task What_is_for_everybody_needs_no_key(string path) =>
        Assert.Equal(200, (await host.Http.Get(path, key: null)).Status);

    // An empty object where a body is needed: let in, it is refused as 400, before anything could happen.
    private async Task<int> Status(string route, string? key)
    {
        var (method, path) = (route.Split(' ')[0], Routes.Fill(route.Split(' ')[1], "no-such-thing"));
        var body = method is "POST" or "PUT" or "PATCH" ? "{}" : null;
        return (await host.Http.Call(new HttpMethod(method), path, body, key)).Status;
    }
}
