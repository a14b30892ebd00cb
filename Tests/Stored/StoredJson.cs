using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using PosSaga.Journal;

namespace PosSaga.Tests.Stored;

/// <summary>A decoded event or state as the text that is stored, but with personal data open:
/// <c>{"s":subject,"c":sealed}</c> is <c>{"s":subject,"value":…}</c> here.</summary>
internal static class StoredJson
{
    private static readonly JsonSerializerOptions Open = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters =
        {
            new OpenPersonalFactory(), new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false),
        },
    };

    private static readonly JsonSerializerOptions Readable = new()
    {
        WriteIndented = true, IndentSize = 2, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static JsonNode Opened(object value) => JsonSerializer.SerializeToNode(value, value.GetType(), Open)!;

    public static string Text(JsonNode node) => node.ToJsonString(Readable) + "\n";

    public static void AssertEqual(JsonNode? expected, JsonNode? actual) => Assert.True(
        JsonNode.DeepEquals(expected, actual),
        $"Expected: {expected?.ToJsonString(Readable)}\nActual: {actual?.ToJsonString(Readable)}");

    /// <summary>Whatever is expected is there; more may have been added since.</summary>
    public static void AssertContains(JsonNode? expected, JsonNode? actual, string where)
    {
        var difference = Difference(expected, actual, "");
        Assert.True(difference is null, $"{where}: {difference}");
    }

    private static string? Difference(JsonNode? expected, JsonNode? actual, string path) => (expected, actual) switch
    {
        (JsonObject a, JsonObject b) => a.Select(field => Difference(field.Value, b[field.Key], $"{path}.{field.Key}"))
            .FirstOrDefault(difference => difference is not null),
        (JsonArray a, JsonArray b) when a.Count == b.Count =>
            a.Select((item, i) => Difference(item, b[i], $"{path}[{i}]"))
                .FirstOrDefault(difference => difference is not null),
        _ when JsonNode.DeepEquals(expected, actual) || AreOneInstant(expected, actual) => null,
        _ => $"{path} was {expected?.ToJsonString() ?? "null"} and is {actual?.ToJsonString() ?? "null"}",
    };

    // Answers once showed what was in memory; they are to the microsecond now, as the tables always were.
    private static bool AreOneInstant(JsonNode? then, JsonNode? today) =>
        (then, today) is (JsonValue a, JsonValue b)
        && a.TryGetValue<DateTimeOffset>(out var one) && b.TryGetValue<DateTimeOffset>(out var other)
        && one.UtcTicks / TimeSpan.TicksPerMicrosecond == other.UtcTicks / TimeSpan.TicksPerMicrosecond;

    private sealed class OpenPersonalFactory : JsonConverterFactory
    {
        public override bool CanConvert(Type typeToConvert) =>
            typeToConvert.IsGenericType && typeToConvert.GetGenericTypeDefinition() == typeof(Personal<>);

        public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
            (JsonConverter)Activator.CreateInstance(
                typeof(OpenPersonal<>).MakeGenericType(typeToConvert.GetGenericArguments()))!;
    }

    private sealed class OpenPersonal<T> : JsonConverter<Personal<T>>
    {
        public override Personal<T> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            throw new NotSupportedException("It is only written.");

        public override void Write(Utf8JsonWriter writer, Personal<T> value, JsonSerializerOptions options)
        {
            writer.WriteStartObject();
            writer.WriteString("s", value.Subject);
            if (!value.IsErased)
            {
                writer.WritePropertyName("value");
                JsonSerializer.Serialize(writer, value.Value, options);
            }

            writer.WriteEndObject();
        }
    }
}
