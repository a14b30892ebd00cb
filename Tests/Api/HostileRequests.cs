using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using PosSaga.Api;

namespace PosSaga.Tests.Api;

/// <summary>A request that must be refused (or be a mere read), and why.</summary>
internal sealed record HostileRequest(string Why, HttpRequestMessage Message);

/// <summary>Makes requests that nobody means well with, from the OpenAPI document and a seed. Each is wrong by
/// construction, so none of them may change anything.</summary>
internal sealed partial class HostileRequests(IReadOnlyList<ApiRoute> routes, string foreignId, int seed)
{
    private const string Key = "demo-admin";

    private readonly Random _random = new(seed);

    public IEnumerable<HostileRequest> Some(int count)
    {
        Func<HostileRequest>[] kinds =
        [
            Unknown, Forbidden, BadBody, BadBody, BadBody, BadMediaType, BadId, BadQuery, BadQuery, BadHeader,
            BadMethod, Foreign,
        ];
        for (var i = 0; i < count; i++)
            yield return Pick(kinds)();
    }

    private HostileRequest Unknown()
    {
        var route = Pick(routes.Where(r => r.Path.StartsWith("/api/", StringComparison.Ordinal)));
        var key = Pick((string?[])[null, "", "demo", "DEMO-ADMIN", "demo-admin ,demo-admin", new('k', 5_000), "ключ"]);
        return Make(
            $"key {key?.Length}", route, WithId(route, "x"), key is "ключ" ? "\u00ea\u00eb" : key,
            route.BodyExample?.ToJsonString());
    }

    private HostileRequest Forbidden()
    {
        // The auditor writes nothing.
        var route = Pick(routes.Where(r => r.Method != "GET"));
        return Make("forbidden", route, WithId(route, "x"), "demo-auditor", route.BodyExample?.ToJsonString());
    }

    private HostileRequest BadBody()
    {
        var route = Pick(routes.Where(r => r.BodyExample is not null));
        var (why, bytes) = Spoil(route);
        var request = Make(why, route, WithId(route, "no-such-thing"), Key, null);
        request.Message.Content = new ByteArrayContent(bytes);
        request.Message.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return request;
    }

    private HostileRequest BadMediaType()
    {
        var route = Pick(routes.Where(r => r.BodyExample is not null));
        var request = Make("media type", route, WithId(route, "no-such-thing"), Key, route.BodyExample!.ToJsonString());
        request.Message.Content!.Headers.Remove("Content-Type");
        if (Pick((string?[])
            [
                null, "text/html", "application/x-www-form-urlencoded", "application/json; charset=utf-7", ";;;",
                "a/b/c",
            ]) is { } type)
            request.Message.Content.Headers.TryAddWithoutValidation("Content-Type", type);
        return request;
    }

    private HostileRequest BadId()
    {
        var route = Pick(routes.Where(r => r.Path.Contains('{', StringComparison.Ordinal)));
        var id = Pick(WildIds);
        return Make($"id {id}", route, WithId(route, id), Key, route.BodyExample?.ToJsonString());
    }

    private HostileRequest BadQuery()
    {
        var route = Pick(routes.Where(r => r.Method == "GET" && r.Path.StartsWith("/api/", StringComparison.Ordinal)));
        var names = route.Parameters.Where(p => (string?)p["in"] == "query").Select(p => (string)p["name"]!)
            .Append("nonsense").ToList();
        var pairs = Enumerable.Range(0, _random.Next(1, 4)).Select(_ => $"{Pick(names)}={Escaped(Pick(WildTexts))}");
        return Make("query", route, WithId(route, "1") + "?" + string.Join("&", pairs), Key, null);
    }

    private HostileRequest BadHeader()
    {
        var route = Pick(routes.Where(r => r.Method != "GET" && r.BodyExample is not null && !IsSimulation(r)));
        var request = Make("header", route, WithId(route, "no-such-thing"), Key, "{}");
        var name = Pick((string[])
        [
            "Idempotency-Key", "X-Request-Id", "Prefer", "If-Journal-Position", "If-Match", "traceparent", "Accept",
            "Cookie",
        ]);
        request.Message.Headers.TryAddWithoutValidation(
            name, Pick((string[])["\u00e9", "", new('h', 7_000), "wait=-1", "00-0-0-0", "\"", "W/\"x", "wait=1e9"]));
        return request;
    }

    private HostileRequest BadMethod()
    {
        var route = Pick(routes);
        var method = Pick((string[])["PATCH", "OPTIONS", "TRACE", "PROPFIND", "get", "QUERY"]);
        var message = new HttpRequestMessage(new HttpMethod(method), WithId(route, "x"));
        message.Headers.TryAddWithoutValidation("X-Api-Key", Key);
        return new HostileRequest("method " + method, message);
    }

    private HostileRequest Foreign()
    {
        var route = Pick(routes.Where(
            r => r.Path.Contains("{id}", StringComparison.Ordinal)
                || r.Path.Contains("{correlation}", StringComparison.Ordinal)));
        return Make(
            "foreign", route, WithId(route, foreignId), ApiHost.OtherTenantsKey, route.BodyExample?.ToJsonString());
    }

    // Bodies with thousands of ids may be longer than others.
    private static int Beyond(ApiRoute route) => (int)(
        route.Path.EndsWith("/actions", StringComparison.Ordinal) ? BulkActions.MaxBodyBytes : Limits.MaxBodyBytes);

    private (string Why, byte[] Bytes) Spoil(ApiRoute route)
    {
        var body = (JsonObject)route.BodyExample!.DeepClone();
        var required = route.BodySchema!["required"]?.AsArray().Select(n => (string)n!).ToList();
        var field = Pick(required?.Where(body.ContainsKey) ?? body.Select(member => member.Key));
        var text = body.ToJsonString();
        switch (_random.Next(12))
        {
            case 0: body.Remove(field); break;
            case 1: body[field] = null; break;
            case 2: body[field] = new JsonArray(1, "x", null); break;
            case 3: body["field" + _random.Next(1_000)] = 1; break;
            case 4:
                body[field] = body[field] is JsonValue v && v.TryGetValue<string>(out _) ? "\0" + v : (JsonNode)"12";
                break;
            case 5: return ("truncated", Encoding.UTF8.GetBytes(text[.._random.Next(1, text.Length)]));
            case 6:
                return ("twice", Encoding.UTF8.GetBytes(text[..^1] + $",\"{field}\":{body[field]!.ToJsonString()}}}"));
            case 7: return ("oversized", Encoding.UTF8.GetBytes(text + new string(' ', Beyond(route))));
            case 8: return ("not UTF-8", [.. "{\"a\xff"u8, 0xFF, 0xFE, .. "\":1}"u8]);
            case 9: return ("noise", Noise());
            case 10: return ("deep", Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("{\"a\":[", 3_000)))); 
            default: return ("UTF-16", Encoding.Unicode.GetBytes(text));
        }
        return ("field " + field, Encoding.UTF8.GetBytes(body.ToJsonString()));
    }

    private byte[] Noise()
    {
        var bytes = new byte[_random.Next(1, 2_000)];
        _random.NextBytes(bytes);
        return bytes;
    }

    private static HostileRequest Make(string why, ApiRoute route, string path, string? key, string? body)
    {
        var message = new HttpRequestMessage(new HttpMethod(route.Method), path);
        if (key is not null)
            message.Headers.TryAddWithoutValidation("X-Api-Key", key);
        if (body is not null)
            message.Content = new StringContent(body, Encoding.UTF8, "application/json");
        return new HostileRequest($"{why}: {route.Method} {route.Path}", message);
    }

    private static bool IsSimulation(ApiRoute route) => route.Path.Contains("/simulation/", StringComparison.Ordinal);

    private static string WithId(ApiRoute route, string id) => Routes.Fill(route.Path, id);

    private static string Escaped(string text) =>
        text.StartsWith('%') ? text : string.Concat(Encoding.UTF8.GetBytes(text).Select(b => $"%{b:X2}"));

    private T Pick<T>(IEnumerable<T> among)
    {
        var list = among as IReadOnlyList<T> ?? [.. among];
        return list[_random.Next(list.Count)];
    }
}
