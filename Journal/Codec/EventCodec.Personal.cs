using System.Buffers;
using System.Text.Json;

namespace PosSaga.Journal;

public sealed partial class EventCodec
{
    private const int KeptBufferMax = 64 * 1024;
    [ThreadStatic]
    private static ArrayBufferWriter<byte>? _buffer;
    [ThreadStatic]
    private static Utf8JsonWriter? _writer;

    // Nearly every event ends here: no person in it, or one whose key is at hand.
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

    private static async Task<ReadOnlyMemory<byte>> LoadAndFormat(
        PersonalSession session, object value, EventType type, CancellationToken cancellation)
    {
        for (var loads = 0; loads < LoadsMax; loads++)
        {
            await session.LoadMissing(create: true, cancellation).ConfigureAwait(false);
            var text = TryFormat(session, value, type);
            if (!session.HasMissing)
                return text;
        }
        throw new JournalUnavailableException(
            $"The keys of an event's personal data did not stay for {LoadsMax} attempts.");
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
        throw new JournalUnavailableException(
            $"The keys of an event's personal data did not stay for {LoadsMax} attempts.");
    }

    /// <summary>Half a text when keys are missing: then the session says so, and the text is not used.</summary>
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
            session.RefuseErased();
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
