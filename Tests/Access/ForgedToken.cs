using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using PosSaga.Tests.Api;

namespace PosSaga.Tests.Access;

/// <summary>A token put together by hand, right in everything but what a test changes.</summary>
internal sealed class ForgedToken
{
    private static readonly long Now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();

    public JsonObject Head { get; } = new() { ["alg"] = "HS256", ["typ"] = "JWT" };

    public JsonObject Claims { get; } = new()
    {
        ["sub"] = "ana", ["tenant"] = "other", ["roles"] = new JsonArray("cashier"), ["aud"] = "possaga",
        ["iss"] = ProductionHost.Issuer, ["nbf"] = Now - 10, ["exp"] = Now + 3_600,
    };

    public byte[] Key { get; set; } = Encoding.UTF8.GetBytes(ProductionHost.SigningKey);

    public Func<byte[], byte[], byte[]> Sign { get; set; } = HMACSHA256.HashData;

    public static string Part(JsonObject json) => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(json));

    public static string Of(Action<ForgedToken> change)
    {
        var token = new ForgedToken();
        change(token);
        var text = Part(token.Head) + "." + Part(token.Claims);
        return text + "." + Base64Url.EncodeToString(token.Sign(token.Key, Encoding.UTF8.GetBytes(text)));
    }
}
