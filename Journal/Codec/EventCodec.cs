using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace PosSaga.Journal;

/// <summary>System.Text.Json over source-generated contexts: camelCase, enums as camelCase words, no nulls.</summary>
public sealed partial class EventCodec : IEventCodec
{
    private const int LoadsMax = 10;
    private readonly SubjectKeyRing _keys;
    private readonly JsonSerializerOptions _json;
    private readonly EventTypes _types;

    public EventCodec(EventCodecOptions options, SubjectKeyRing keys)
    {
        _keys = keys;
        _json = new JsonSerializerOptions
        {
            PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
            // The text is never put into a page as it is, and é is two bytes instead of six.
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            TypeInfoResolver = options.Resolvers.Count == 0
                ? new DefaultJsonTypeInfoResolver()
                : JsonTypeInfoResolver.Combine([.. options.Resolvers]),
            Converters =
            {
                new PersonalConverterFactory(),
                new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false),
            },
        };
        _json.MakeReadOnly();
        _types = new EventTypes(options, _json);
    }

    public string TypeOf(object @event) => _types.Of(@event.GetType()).Name;

    public ReadOnlyMemory<byte> EncodeMetadata(EventMetadata metadata) =>
        JsonSerializer.SerializeToUtf8Bytes(metadata, MetadataContext.Default.EventMetadata);

    public EventMetadata DecodeMetadata(ReadOnlyMemory<byte> metadata)
    {
        try
        {
            return JsonSerializer.Deserialize(metadata.Span, MetadataContext.Default.EventMetadata)
                ?? throw new JournalCorruptException("An event's metadata is null.");
        }
        catch (JsonException e)
        {
            throw new JournalCorruptException($"An event's metadata cannot be read: {e.Message}", e);
        }
    }

    private object Parse(string type, ReadOnlyMemory<byte> data)
    {
        try
        {
            if (_types.Find(type) is { } known)
                return JsonSerializer.Deserialize(data.Span, known.Info) ?? throw new JsonException("It is null.");
            var node = JsonNode.Parse(data.Span);
            var current = _types.Current(type, ref node);
            return node.Deserialize(current.Info) ?? throw new JsonException("It is null.");
        }
        // What an upcast meets in data of the wrong shape is one of the other two.
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            throw new JournalCorruptException($"An event '{type}' cannot be read: {e.Message}", e);
        }
    }

    [JsonSourceGenerationOptions(
        PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
    [JsonSerializable(typeof(EventMetadata))]
    private sealed partial class MetadataContext : JsonSerializerContext;
}
