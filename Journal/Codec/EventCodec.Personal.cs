using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace PosSaga.Journal;

public sealed partial class EventCodec
{
    private const int KeptBufferMax = 64 * 1024;
    [ThreadStatic]
    private static ArrayBufferWriter<byte>? _buffer;
    [ThreadStatic]
    private static Utf8JsonWriter? _writer;

    public ValueTask<ReadOnlyMemory<byte>> Encode(object @event, CancellationToken cancellation = default) =>
        Encode(@event, _types.Of(@event.GetType()).Info, isEvent: true, cancellation);

    public ValueTask<ReadOnlyMemory<byte>> EncodeState<T>(T state, CancellationToken cancellation = default) =>
        Encode(state!, _json.GetTypeInfo(typeof(T)), isEvent: false, cancellation);

    public ValueTask<object> Decode(string type, ReadOnlyMemory<byte> data, CancellationToken cancellation = default)
    {
        var session = new PersonalSession(_keys);
        var value = TryParse(session, type, data);
        return session.HasMissing ? new(LoadAndParse(session, type, data, cancellation)) : new(value);
    }

    public async ValueTask<T> DecodeState<T>(ReadOnlyMemory<byte> data, CancellationToken cancellation = default)
    {
        var session = new PersonalSession(_keys);
        for (var loads = 0; loads < LoadsMax; loads++)
        {
            var state = TryParse<T>(session, data.Span);
            if (!session.HasMissing)
                return state;
            await session.LoadMissing(create: false, cancellation).ConfigureAwait(false);
        }
        throw new JournalUnavailableException($"The keys of a state's personal data did not stay for {LoadsMax} attempts.");
    }

    // Nearly every event ends here: no person in it, or one whose key is at hand.
    private ValueTask<ReadOnlyMemory<byte>> Encode(object value, JsonTypeInfo info, bool isEvent, CancellationToken cancellation)
    {
        var session = new PersonalSession(_keys);
        var text = TryFormat(session, value, info);
        if (session.HasMissing)
            return new(LoadAndFormat(session, value, info, isEvent, cancellation));
        if (isEvent)
            session.RefuseErased();
        return new(text);
    }

    private static async Task<ReadOnlyMemory<byte>> LoadAndFormat(
        PersonalSession session, object value, JsonTypeInfo info, bool isEvent, CancellationToken cancellation)
    {
        for (var loads = 0; loads < LoadsMax; loads++)
        {
            await session.LoadMissing(create: true, cancellation).ConfigureAwait(false);
            var text = TryFormat(session, value, info);
            if (session.HasMissing)
                continue;
            if (isEvent)
                session.RefuseErased();
            return text;
        }
        throw new JournalUnavailableException($"The keys of an event's personal data did not stay for {LoadsMax} attempts.");
    }

    private async Task<object> LoadAndParse(
        PersonalSession session, string type, ReadOnlyMemory<byte> data, CancellationToken cancellation)
    {
        for (var loads = 0; loads < LoadsMax; loads++)
        {
            await session.LoadMissing(create: false, cancellation).ConfigureAwait(false);
            var value = TryParse(session, type, data);
            if (!session.HasMissing)
                return value;
        }
        throw new JournalUnavailableException($"The keys of an event's personal data did not stay for {LoadsMax} attempts.");
    }

    private static ReadOnlyMemory<byte> TryFormat(PersonalSession session, object value, JsonTypeInfo info)
    {
        var buffer = _buffer ??= new ArrayBufferWriter<byte>(1024);
        var writer = _writer ??= new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = info.Options.Encoder });
        buffer.ResetWrittenCount();
        writer.Reset(buffer);
        using (session.Enter())
            JsonSerializer.Serialize(writer, value, info);
        writer.Flush();
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

    private T TryParse<T>(PersonalSession session, ReadOnlySpan<byte> data)
    {
        using (session.Enter())
        {
            try
            {
                return JsonSerializer.Deserialize(data, (JsonTypeInfo<T>)_json.GetTypeInfo(typeof(T)))
                    ?? throw new JsonException("It is null.");
            }
            catch (JsonException e)
            {
                throw new JournalCorruptException($"A state of type {typeof(T).Name} cannot be read: {e.Message}", e);
            }
        }
    }
}
