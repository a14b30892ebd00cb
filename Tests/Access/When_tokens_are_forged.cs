using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using PosSaga.Api;
using PosSaga.Tests.Api;

namespace PosSaga.Tests.Access;

/// <summary>Whatever a token says of itself: it is let in for its issuer's signature, and for us.</summary>
public sealed class When_tokens_are_forged(ProductionHost host) : IClassFixture<ProductionHost>
{
    private static readonly long Now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();

    private static readonly Dictionary<string, Action<ForgedToken>> Attacks = new()
    {
        ["no algorithm"] = token => (token.Head["alg"], token.Sign) = ("none", (_, _) => []),
        ["no algorithm, spelled otherwise"] = token => (token.Head["alg"], token.Sign) = ("NoNe", (_, _) => []),
        ["no algorithm, and a signature"] = token => token.Head["alg"] = "none",
        ["no signature"] = token => token.Sign = (_, _) => [],
        ["another key"] = token => token.Key = Encoding.UTF8.GetBytes("another signing key of at least 32 bytes"),
        ["an empty key that the id of a key points to"] = token =>
            (token.Head["kid"], token.Sign) = ("../../../../dev/null", (_, text) => HMACSHA256.HashData(Array.Empty<byte>(), text)),
        ["an id of a key with a quote in it"] = token =>
            (token.Head["kid"], token.Key) = ("x' union select 'key", Encoding.UTF8.GetBytes("key")),
        ["a key of its own along with it"] = token =>
        {
            var key = new byte[32];
            token.Head["jwk"] = new JsonObject { ["kty"] = "oct", ["k"] = Base64UrlEncoder.Encode(key) };
            token.Key = key;
        },
        ["a place of keys along with it"] = token =>
            (token.Head["jku"], token.Key) = ("https://evil.example.org/keys", new byte[32]),
        ["another algorithm with the right key"] = token =>
            (token.Head["alg"], token.Sign) = ("HS512", HMACSHA512.HashData),
        ["an algorithm that the key is not for"] = token => token.Head["alg"] = "RS256",
        ["it has run out"] = token => token.Claims["exp"] = Now - 60,
        ["it never runs out"] = token => token.Claims.Remove("exp"),
        ["it is not yet valid"] = token => token.Claims["nbf"] = Now + 600,
        ["another issuer"] = token => token.Claims["iss"] = "https://evil.example.org",
        ["an issuer that begins alike"] = token => token.Claims["iss"] = ProductionHost.Issuer + ".evil.example.org",
        ["no issuer"] = token => token.Claims.Remove("iss"),
        ["another audience"] = token => token.Claims["aud"] = "elsewhere",
        ["no audience"] = token => token.Claims.Remove("aud"),
        ["no tenant"] = token => token.Claims.Remove("tenant"),
        ["a tenant that is a path"] = token => token.Claims["tenant"] = "other/../demo",
        ["no subject"] = token => token.Claims.Remove("sub"),
        ["a customer who is an admin"] = token => token.Claims["roles"] = new JsonArray("customer", "admin"),
        ["an operator of one store"] = token =>
            (token.Claims["roles"], token.Claims["stores"]) = (new JsonArray("ops"), new JsonArray("1")),
        ["a limit that is no number"] = token =>
            (token.Claims["roles"], token.Claims["approval_limit"]) = (new JsonArray("claimsAgent"), "1e9"),
    };

    public static TheoryData<string> Names => [.. Attacks.Keys];

    [Fact] public async Task One_that_is_right_is_let_in() =>
        Assert.Equal(200, (await Ask(ForgedToken.Of(_ => { }))).Status);

    [Theory, MemberData(nameof(Names))]
    public async Task One_that_is_not_is_401(string attack) =>
        (await Ask(ForgedToken.Of(Attacks[attack]))).AssertProblem(401, "unauthenticated");

    [Fact] public async Task What_is_changed_after_it_was_signed_is_401()
    {
        var parts = ForgedToken.Of(_ => { }).Split('.');
        var richer = new ForgedToken();
        richer.Claims["roles"] = new JsonArray("admin");
        foreach (var text in (string[])
            [$"{parts[0]}.{ForgedToken.Part(richer.Claims)}.{parts[2]}", $"{parts[0]}.{parts[1]}", "..", "x", ""])
            (await Ask(text)).AssertProblem(401, "unauthenticated");
    }

    [Fact] public async Task Its_scope_is_its_claims()
    {
        var token = ForgedToken.Of(one => one.Claims["stores"] = new JsonArray("1"));
        Assert.Equal(200, (await Ask(token)).Status);
        (await Ask(token, "/api/v1/stores/2/stock")).AssertProblem(404, "not-found");
        (await Ask(token, "/api/v1/sagas")).AssertProblem(403, "forbidden");
    }

    // Whoever knows the public key could sign with its bytes, were an algorithm of secrets taken with it.
    [Theory]
    [InlineData(false), InlineData(true)]
    public async Task A_public_key_is_never_taken_for_a_secret(bool asPem)
    {
        using var pair = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var parameters = Authentication.Parameters(new JwtSettings
        {
            Authority = ProductionHost.Issuer, Audience = "possaga", Issuer = ProductionHost.Issuer,
        });
        parameters.IssuerSigningKey = new ECDsaSecurityKey(pair);
        var known = asPem ? Encoding.ASCII.GetBytes(pair.ExportSubjectPublicKeyInfoPem()) : pair.ExportSubjectPublicKeyInfo();

        Assert.True(await IsValid(parameters, token =>
            (token.Head["alg"], token.Sign) = ("ES256", (_, text) => pair.SignData(text, HashAlgorithmName.SHA256))));
        Assert.False(await IsValid(parameters, token => token.Key = known));
        parameters.IssuerSigningKeys = [new SymmetricSecurityKey(known), new ECDsaSecurityKey(pair)];
        Assert.False(await IsValid(parameters, token => token.Key = known));
    }

    private static async Task<bool> IsValid(TokenValidationParameters parameters, Action<ForgedToken> change) =>
        (await new JsonWebTokenHandler().ValidateTokenAsync(ForgedToken.Of(change), parameters)).IsValid;

    private Task<Reply> Ask(string token, string path = "/api/v1/stores") =>
        host.Http.Get(path, null, ("Authorization", $"Bearer {token}"));
}
