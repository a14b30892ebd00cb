using System.Text.Json;
using System.Text.Json.Nodes;

namespace PosSaga.Tests.Api;

/// <summary>Checks a body against its schema, to the last nested field: what it may hold, must hold, and of which
/// type.</summary>
internal sealed class JsonShape(JsonObject document)
{
    /// <summary>What does not fit, each with its path; empty when all does.</summary>
    public IReadOnlyList<string> Faults(JsonNode? body, JsonNode schema)
    {
        var faults = new List<string>();
        Check(body, schema, "$", faults);
        return faults;
    }

    private void Check(JsonNode? value, JsonNode schemaOrReference, string path, List<string> faults)
    {
        var schema = Resolved(schemaOrReference);
        if ((schema["oneOf"] ?? schema["anyOf"]) is JsonArray choices)
        {
            if (!choices.Any(choice => Fits(value, choice!)))
                faults.Add($"{path} fits none of its schemas: {value?.ToJsonString() ?? "null"}");
            return;
        }
        // Without a type it may be anything: an event's own data.
        if (TypesOf(schema) is { Count: > 0 } types && !types.Any(type => IsOf(value, type)))
        {
            faults.Add($"{path} is {value?.ToJsonString() ?? "null"}, not {string.Join(" or ", types)}");
            return;
        }
        if (schema["enum"] is JsonArray names && !names.Any(name => JsonNode.DeepEquals(name, value)))
            faults.Add($"{path} is {value?.ToJsonString()}, none of {names.ToJsonString()}");
        if (value is JsonObject members && schema["properties"] is JsonObject known)
            CheckMembers(members, schema, known, path, faults);
        if (value is JsonArray items && schema["items"] is { } item)
        {
            for (var i = 0; i < items.Count; i++)
                Check(items[i], item, $"{path}[{i}]", faults);
        }
    }

    private void CheckMembers(
        JsonObject members, JsonObject schema, JsonObject known, string path, List<string> faults)
    {
        foreach (var required in (schema["required"]?.AsArray() ?? []).Select(name => (string)name!))
        {
            if (!members.ContainsKey(required))
                faults.Add($"{path}.{required} is missing");
        }
        foreach (var (name, member) in members)
        {
            if (known[name] is { } expected)
                Check(member, expected, $"{path}.{name}", faults);
            else
                faults.Add($"{path}.{name} is not in the schema");
        }
    }

    private bool Fits(JsonNode? value, JsonNode schema) => Faults(value, schema).Count == 0;

    private JsonObject Resolved(JsonNode schema) => (string?)schema["$ref"] is { } reference
        ? document["components"]!["schemas"]![reference[(reference.LastIndexOf('/') + 1)..]]!.AsObject()
        : schema.AsObject();

    private static List<string> TypesOf(JsonObject schema) => schema["type"] switch
    {
        null => [],
        JsonArray several => [.. several.Select(type => (string)type!)],
        var one => [(string)one!],
    };

    private static bool IsOf(JsonNode? value, string type) => (value?.GetValueKind() ?? JsonValueKind.Null, type) switch
    {
        (JsonValueKind.Null, "null") or (JsonValueKind.Object, "object") or (JsonValueKind.Array, "array") => true,
        (JsonValueKind.String, "string") or (JsonValueKind.True or JsonValueKind.False, "boolean") => true,
        (JsonValueKind.Number, "integer") => value!.AsValue().TryGetValue<long>(out _)
            || long.TryParse(value.ToJsonString(), out _),
        (JsonValueKind.Number, "number") => true,
        _ => false,
    };
}
