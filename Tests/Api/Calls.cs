using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace PosSaga.Tests.Api;

/// <summary>One answer of the API, read to its end.</summary>
public sealed record Reply(int Status, string Text, HttpResponseMessage Message)
{
    public JsonNode Json => JsonNode.Parse(Text) ?? throw new JsonException("The answer is empty.");

    public string? Header(string name) =>
        Message.Headers.TryGetValues(name, out var values) ? string.Join(",", values)
        : Message.Content.Headers.TryGetValues(name, out values) ? string.Join(",", values)
        : null;

    public string Slug => ((string)Json["type"]!)["https://possaga.dev/problems/".Length..];
}

internal static class Calls
{
    public const string Store = "demo-store";
    public const string Ops = "demo-ops";
    public const string Admin = "demo-admin";
    public const string Platform = "demo-platform";

    public static async Task<Reply> Call(
        this HttpClient http, HttpMethod method, string path, object? body = null, string? key = Store,
        params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path);
        if (key is not null)
            request.Headers.Add("X-Api-Key", key);
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        if (body is not null)
            request.Content = body is string text
                ? new StringContent(text, Encoding.UTF8, "application/json")
                : JsonContent.Create(body);
        var answer = await http.SendAsync(request);
        return new Reply((int)answer.StatusCode, await answer.Content.ReadAsStringAsync(), answer);
    }

    public static Task<Reply> Get(
        this HttpClient http, string path, string? key = Store, params (string, string)[] headers) =>
        http.Call(HttpMethod.Get, path, null, key, headers);

    public static Task<Reply> Post(
        this HttpClient http, string path, object? body, string? key = Store, params (string, string)[] headers) =>
        http.Call(HttpMethod.Post, path, body, key, headers);

    public static Task<Reply> Put(
        this HttpClient http, string path, object? body, string? key = Store, params (string, string)[] headers) =>
        http.Call(HttpMethod.Put, path, body, key, headers);

    /// <summary>A demo product that every store has. Named, because other tests add products that no store
    /// has.</summary>
    public const string DemoSku = "CAFE";

    public static async Task<string> FilledCart(this HttpClient http, int quantity = 1, string storeId = "1")
    {
        var cart = (string)(await http.Post("/api/v1/carts", new { storeId })).Json["id"]!;
        var filled = await http.Put($"/api/v1/carts/{cart}/items/{DemoSku}", new { quantity });
        Assert.Equal(200, filled.Status);
        return cart;
    }

    public static object OrderOf(string cartId, string token = "tok_ok", string method = "creditCard") =>
        new { cartId, payment = new { method, token } };

    public static void AssertProblem(this Reply reply, int status, string slug)
    {
        Assert.True(reply.Status == status, $"Expected {status} {slug}, was {reply.Status}: {reply.Text}");
        Assert.Equal(slug, reply.Slug);
        Assert.Equal("application/problem+json", reply.Message.Content.Headers.ContentType?.MediaType);
        Assert.Equal(status, (int)reply.Json["status"]!);
        Assert.False(string.IsNullOrEmpty((string?)reply.Json["title"]));
        Assert.False(string.IsNullOrEmpty((string?)reply.Json["traceId"]));
        Assert.StartsWith("/", (string?)reply.Json["instance"], StringComparison.Ordinal);
    }
}
