using System.Text.Json.Nodes;
using YamlDotNet.RepresentationModel;

namespace PosSaga.Tests.Deploy.Support;

/// <summary>YAML as JSON nodes, every scalar a string: one way to look at manifests and dashboards.</summary>
internal static class Yaml
{
    public static IReadOnlyList<JsonObject> Documents(string text)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(text));
        return [.. stream.Documents.Select(document => document.RootNode).OfType<YamlMappingNode>().Select(Of)];
    }

    private static JsonNode? Of(YamlNode node) => node switch
    {
        YamlMappingNode mapping => Of(mapping),
        YamlSequenceNode sequence => new JsonArray([.. sequence.Children.Select(Of)]),
        YamlScalarNode { Value: { } text } => JsonValue.Create(text),
        _ => null,
    };

    private static JsonObject Of(YamlMappingNode mapping)
    {
        var known = new JsonObject();
        foreach (var (key, value) in mapping.Children)
        {
            var name = ((YamlScalarNode)key).Value!;
            if (name == "<<")
                foreach (var (inherited, node) in (JsonObject)Of(value)!)
                    known.TryAdd(inherited, node?.DeepClone());
            else
                known[name] = Of(value);
        }
        return known;
    }
}

/// <summary>Short ways through a document.</summary>
internal static class Nodes
{
    /// <summary>Null when any part of the way is not there.</summary>
    public static JsonNode? At(this JsonNode? node, params ReadOnlySpan<string> way)
    {
        foreach (var step in way)
            node = (node as JsonObject)?[step];
        return node;
    }

    public static string? Text(this JsonNode? node, params ReadOnlySpan<string> way) => node.At(way)?.ToString();

    public static IEnumerable<JsonNode> Each(this JsonNode? node, params ReadOnlySpan<string> way) =>
        (node.At(way) as JsonArray)?.OfType<JsonNode>() ?? [];

    public static Dictionary<string, string> Pairs(this JsonNode? node, params ReadOnlySpan<string> way) =>
        (node.At(way) as JsonObject)?.ToDictionary(pair => pair.Key, pair => pair.Value!.ToString()) ?? [];

    /// <summary>The node and everything below it.</summary>
    public static IEnumerable<JsonObject> Everything(this JsonNode? node) => node switch
    {
        JsonObject all => all.Select(pair => pair.Value).SelectMany(Everything).Prepend(all),
        JsonArray items => items.SelectMany(Everything),
        _ => [],
    };
}
