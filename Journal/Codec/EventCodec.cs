using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using System.Text.Json.Serialization;
using System.Text.Json;

namespace PosSaga.Journal;

/// <summary>System.Text.Json over source-generated contexts: camelCase, enums as camelCase words, no nulls.</summary>
public sealed partial class EventCodec : IEventCodec
{
    private const int LoadsMax = 10;
    private const int KeptBufferMax = 64 * 1024;

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? _buffer;

    [ThreadStatic]
    private static Utf8JsonWriter? _writer;

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
            // Stored text is never written into HTML, and with this encoder é takes two bytes instead of six.
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
        // JsonNode throws the last two if an upcast meets data of the wrong shape.
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

    // Nearly always completes synchronously: the event has no personal data, or its keys are cached.
    public ValueTask<ReadOnlyMemory<byte>> Encode(object @event, CancellationToken cancellation = default)
    {
        var session = new PersonalSession(_keys);
        var type = _types.Of(@event.GetType());
        var text = TryFormat(session, @event, type);
        return session.HasMissing ? new(LoadAndFormat(session, @event, type, cancellation)) : new(text);
    }

    public ValueTask<object> Decode(string type, ReadOnlyMemory<byte> data, CancellationToken cancellation = default)
    {
        var session = new PersonalSession(_keys);
        var value = TryParse(session, type, data);
        return session.HasMissing ? new(LoadAndParse(session, type, data, cancellation)) : new(value);
    }

    public ValueTask Prepare(IEnumerable<ReadOnlyMemory<byte>> data, CancellationToken cancellation = default)
    {
        HashSet<string>? subjects = null;
        foreach (var text in data)
            PersonalText.CollectSubjects(text, ref subjects);
        return subjects is null ? default : new(_keys.Prefetch(subjects, cancellation));
    }

    private static Task<ReadOnlyMemory<byte>> LoadAndFormat(
        PersonalSession session, object value, EventType type, CancellationToken cancellation) =>
        WithKeys(session, () => TryFormat(session, value, type), create: true, cancellation);

    private Task<object> LoadAndParse(
        PersonalSession session, string type, ReadOnlyMemory<byte> data, CancellationToken cancellation) =>
        WithKeys(session, () => TryParse(session, type, data), create: false, cancellation);

    // Repeats, because a key that was loaded may leave the cache before it is used.
    private static async Task<T> WithKeys<T>(
        PersonalSession session, Func<T> attempt, bool create, CancellationToken cancellation)
    {
        for (var loads = 0; loads < LoadsMax; loads++)
        {
            await session.LoadMissing(create, cancellation).ConfigureAwait(false);
            var result = attempt();
            if (!session.HasMissing)
                return result;
        }
        throw new JournalUnavailableException(
            $"The keys of an event's personal data were not found in {LoadsMax} attempts.");
    }

    // The result is incomplete if the session has missing keys.
    private static ReadOnlyMemory<byte> TryFormat(PersonalSession session, object value, EventType type)
    {
        var info = type.Info;
        var buffer = _buffer ??= new ArrayBufferWriter<byte>(1024);
        var writer = _writer ??= new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = info.Options.Encoder });
        buffer.ResetWrittenCount();
        writer.Reset(buffer);
        using (session.Enter())
            JsonSerializer.Serialize(writer, value, info);
        writer.Flush();
        if (!session.HasMissing && !type.IsState)
            session.ThrowIfErased();
        var text = buffer.WrittenSpan.ToArray();
        if (buffer.Capacity > KeptBufferMax)
            (_buffer, _writer) = (null, null);
        return text;
    }

    private object TryParse(PersonalSession session, string type, ReadOnlyMemory<byte> data)
    {
        using (session.Enter())
            return Parse(type, data);
    }
}
