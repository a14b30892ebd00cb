using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using PosSaga.Api;

namespace PosSaga.Tests.Api;

/// <summary>Keys by configuration, tokens, a rate limit: how it runs outside Development.</summary>
public sealed class ProductionHost : ApiHost
{
    public const string SigningKey = "a signing key of at least thirty-two bytes";
    public const string Issuer = "https://login.example.org";
    public const string PlatformKey = "the-key-of-whoever-runs-it";
    public const string LimitedKey = "a-till-that-asks-too-often";

    protected override string EnvironmentName => "Production";

    protected override Dictionary<string, string?> Settings => new(base.Settings)
    {
        ["ApiKeys:1:Sha256"] = HashOf(LimitedKey),
        ["ApiKeys:1:Tenant"] = "other",
        ["ApiKeys:1:Subject"] = "till-1",
        ["ApiKeys:1:Roles:0"] = "store",
        ["ApiKeys:2:Sha256"] = HashOf(PlatformKey),
        ["ApiKeys:2:Tenant"] = "platform",
        ["ApiKeys:2:Subject"] = "operations",
        ["ApiKeys:2:Roles:0"] = "platform",
        ["Jwt:SigningKey"] = SigningKey,
        ["Jwt:Audience"] = "possaga",
        ["Jwt:Issuer"] = Issuer,
        ["RateLimits:RequestsPerSecond"] = "0.01",
        ["RateLimits:Burst"] = "40",
        ["RateLimits:FailuresPerMinute"] = "0",
        ["Journal:MasterKey"] = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)),
    };
}

public sealed class When_it_is_not_development(ProductionHost host) : IClassFixture<ProductionHost>
{
    [Theory]
    [InlineData("demo-store")]
    [InlineData("demo-admin")]
    public async Task The_demo_keys_do_not_exist(string key) =>
        (await host.Http.Get("/api/v1/stores", key)).AssertProblem(401, "unauthenticated");

    [Fact]
    public async Task Faults_cannot_be_switched_on() =>
        (await host.Http.Put("/api/v1/simulation/faults", "{}", ApiHost.OtherTenantsKey))
            .AssertProblem(404, "not-found");

    [Fact]
    public async Task The_gateway_cannot_be_told_to_misbehave_unless_the_configuration_says_so()
    {
        (await host.Http.Put("/api/v1/simulation/payments", "{}", ProductionHost.PlatformKey))
            .AssertProblem(404, "not-found");
        await using var asked = ApiHost.Build("Production", new()
        {
            ["ConnectionStrings:Journal"] = "Data Source=never-opened",
            ["Journal:MasterKey"] = Convert.ToBase64String(new byte[32]),
            [SimulationControls.Setting] = "true",
        });
        Assert.Contains(
            ((Microsoft.AspNetCore.Routing.IEndpointRouteBuilder)asked).DataSources.SelectMany(source => source.Endpoints)
                .OfType<Microsoft.AspNetCore.Routing.RouteEndpoint>(),
            route => route.RoutePattern.RawText == "/api/v1/simulation/payments");
    }

    [Fact]
    public async Task Browsers_are_told_to_stay_with_https() =>
        Assert.NotNull((await host.Http.Get("/health/live", null)).Header("Strict-Transport-Security"));

    [Fact]
    public async Task A_token_says_who_calls()
    {
        Assert.Equal(200, (await WithToken("ana", ["store"])).Status);
        (await WithToken("bo", [], path: "/api/v1/stores")).AssertProblem(403, "forbidden");
        (await WithToken("cy", ["store"], path: "/api/v1/sagas")).AssertProblem(403, "forbidden");
    }

    [Fact]
    public async Task A_token_that_is_not_right_lets_nobody_in()
    {
        (await WithToken("ana", ["store"], key: "another signing key of at least 32 bytes"))
            .AssertProblem(401, "unauthenticated");
        (await WithToken("ana", ["store"], audience: "elsewhere")).AssertProblem(401, "unauthenticated");
        (await WithToken("ana", ["store"], ageSeconds: 4_000)).AssertProblem(401, "unauthenticated");
        (await WithToken("ana", ["store"], tenant: "a/b")).AssertProblem(401, "unauthenticated");
        (await WithToken("ana", ["store"], algorithm: "none")).AssertProblem(401, "unauthenticated");
    }

    [Fact]
    public async Task Too_many_requests_are_429_and_say_when_to_come_back()
    {
        Reply reply;
        var calls = 0;
        do
            reply = await host.Http.Get("/api/v1/stores", ProductionHost.LimitedKey);
        while (reply.Status == 200 && ++calls <= 40);

        reply.AssertProblem(429, "rate-limited");
        Assert.Equal(40, calls);
        Assert.Equal("40", reply.Header("RateLimit-Limit"));
        Assert.Equal("0", reply.Header("RateLimit-Remaining"));
        Assert.NotNull(reply.Header("Retry-After"));
        Assert.Equal(200, (await host.Http.Get("/api/v1/stores", ApiHost.OtherTenantsKey)).Status);
    }

    private Task<Reply> WithToken(
        string subject, string[] roles, string path = "/api/v1/stores", string key = ProductionHost.SigningKey,
        string audience = "possaga", string tenant = "other", string algorithm = "HS256", int ageSeconds = 0)
    {
        var issued = DateTimeOffset.UtcNow.ToUnixTimeSeconds() - ageSeconds;
        var text = Part(new { alg = algorithm, typ = "JWT" }) + "." + Part(
            new { sub = subject, tenant, roles, aud = audience, iss = ProductionHost.Issuer, nbf = issued, exp = issued + 3_600 });
        var signature = algorithm == "none"
            ? ""
            : Base64Url.EncodeToString(HMACSHA256.HashData(Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes(text)));
        return host.Http.Get(path, null, ("Authorization", $"Bearer {text}.{signature}"));
    }

    private static string Part(object value) => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(value));
}
