using System.Text.Json;
using System.Text.Json.Serialization;

namespace PosSaga.Api;

/// <summary>An enum as its camelCase name and nothing else: no integers, no other case, no lists of flags, all of which
/// the framework's converter lets through.</summary>
internal sealed class WireEnum<T> : JsonConverter<T> where T : struct, Enum
{
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && WireName.TryParse<T>(reader.GetString(), out var value)
            ? value
            : throw new WireValueException("must be one of " + string.Join(", ", WireName.All<T>()));

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
        writer.WriteStringValue(WireName.Of(value));
}

/// <summary>Enum values as the API spells them.</summary>
internal static class WireName
{
    public static string Of<T>(T value) where T : struct, Enum =>
        Names<T>.Spelled.TryGetValue(value, out var name)
            ? name
            : throw new ArgumentOutOfRangeException(nameof(value), value, null);

    public static bool TryParse<T>(string? name, out T value) where T : struct, Enum
    {
        value = default;
        return name is not null && Names<T>.Parsed.TryGetValue(name, out value);
    }

    public static IReadOnlyList<string> All<T>() where T : struct, Enum => All(typeof(T));

    public static IReadOnlyList<string> All(Type type) =>
        [.. Enum.GetNames(type).Select(JsonNamingPolicy.CamelCase.ConvertName)];

    private static class Names<T> where T : struct, Enum
    {
        public static readonly Dictionary<T, string> Spelled =
            Enum.GetValues<T>().ToDictionary(v => v, v => JsonNamingPolicy.CamelCase.ConvertName(v.ToString()));

        public static readonly Dictionary<string, T> Parsed =
            Spelled.ToDictionary(p => p.Value, p => p.Key, StringComparer.Ordinal);
    }
}
