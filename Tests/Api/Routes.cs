using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace PosSaga.Tests.Api;

/// <summary>One operation of the OpenAPI document.</summary>
internal sealed record ApiRoute(string Method, string Path, JsonObject Operation, JsonObject Document)
{
    public IEnumerable<JsonObject> Parameters => (Operation["parameters"]?.AsArray() ?? []).Select(p => p!.AsObject());

    public JsonNode? BodyExample => Operation["requestBody"]?["content"]?["application/json"]?["example"];

    public string Id => (string)Operation["operationId"]!;

    /// <summary>Of somebody in the demo tenant, or of the platform, who may do it.</summary>
    public string Key => PosSaga.Api.AccessTable.Of(Method, Path) is { Scope: PosSaga.Api.ScopeOf.Platform }
        ? Calls.Platform
        : Calls.Admin;

    /// <summary>A success bears this header.</summary>
    public bool Shows(string header) => Operation["responses"]!.AsObject()
        .Any(response => response.Key[0] == '2' && response.Value!["headers"]?[header] is not null);

    public IEnumerable<int> Statuses => Operation["responses"]!.AsObject().Select(r => int.Parse(r.Key, null));

    public JsonObject? BodySchema => Resolve(Operation["requestBody"]?["content"]?["application/json"]?["schema"]);

    public JsonObject? Resolve(JsonNode? schema) => (string?)schema?["$ref"] is { } reference
        ? Document["components"]!["schemas"]![reference[(reference.LastIndexOf('/') + 1)..]]!.AsObject()
        : schema?.AsObject();
}

internal static partial class Routes
{
    public static async Task<IReadOnlyList<ApiRoute>> Of(ApiHost host)
    {
        var document = (await host.Http.Get("/openapi/v1.json", key: null)).Json.AsObject();
        return
        [
            .. from path in document["paths"]!.AsObject()
               from operation in path.Value!.AsObject()
               select new ApiRoute(operation.Key.ToUpperInvariant(), path.Key, operation.Value!.AsObject(), document),
        ];
    }

    public static string Fill(string path, string value) => Placeholder().Replace(path, value);

    [GeneratedRegex(@"\{[^}]+\}")]
    private static partial Regex Placeholder();
}
