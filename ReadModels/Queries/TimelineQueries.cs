using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Dapper;
using PosSaga.Journal;

namespace PosSaga.ReadModels;

/// <param name="Event">Stored name, <c>order-saga.started/1</c>.</param>
/// <param name="Data">The decoded event. Personal data is decrypted, or <c>"erased"</c>.</param>
public sealed record TimelineEntry(
    long Position, string Stream, long Version, string Event, DateTimeOffset At, string Actor, JsonElement Data);

/// <param name="NextCursor">Opaque; null at the end.</param>
public sealed record Timeline(string Correlation, IReadOnlyList<TimelineEntry> Entries, string? NextCursor);

/// <summary>All events of one correlation: positions from the index, events from the journal.</summary>
public sealed class TimelineQueries
{
    private readonly IReadStore _store;
    private readonly IEventJournal _journal;
    private readonly IEventCodec _codec;

    internal TimelineQueries(IReadStore store, IEventJournal journal, IEventCodec codec) =>
        (_store, _journal, _codec) = (store, journal, codec);

    /// <summary>False for a cursor of another list.</summary>
    public static bool IsOurs(Cursor cursor) => cursor is { Key: > 0, Id: "" };

    /// <summary>No entries when the tenant knows no such correlation. Within a page no event stands before its
    /// cause.</summary>
    public Task<Timeline> Of(
        string tenant, string correlation, Cursor? after, int limit, CancellationToken cancellation = default) =>
        ReadModelMetrics.Measure("timeline", async () =>
        {
            // One more than is shown tells whether there is another page.
            var positions = await Positions(tenant, correlation, after, limit + 1, cancellation);
            var isMore = positions.Count > limit;
            if (isMore)
                positions.RemoveAt(limit);
            var found = new List<(RecordedEvent Event, EventMetadata Metadata)>();
            foreach (var e in await _journal.ReadAt(positions, cancellation))
            {
                var metadata = _codec.DecodeMetadata(e.Metadata);
                // The index has hashes only, which may collide.
                if (metadata.Tenant == tenant && metadata.Correlation == correlation)
                    found.Add((e, metadata));
            }
            var entries = new List<TimelineEntry>(found.Count);
            foreach (var (e, metadata) in InOrderOfCause(found))
                entries.Add(new TimelineEntry(
                    e.Position, e.Stream, e.Version, e.Type, Micros.ToTime(e.TimeMicros), metadata.Actor,
                    await ReadableEvent.Of(e, _codec, cancellation)));
            return new Timeline(correlation, entries, isMore ? new Cursor(positions[^1], "").ToString() : null);
        });

    private async Task<List<long>> Positions(
        string tenant, string correlation, Cursor? after, int max, CancellationToken cancellation)
    {
        await using var connection = await _store.Open(cancellation);
        return (await connection.QueryAsync<long>(new CommandDefinition(
            "select position from journal_index where correlation = @hash and position > @after "
            + "order by position limit @max",
            new { hash = TextHash.Correlation(tenant, correlation), after = after?.Key ?? 0, max },
            cancellationToken: cancellation))).AsList();
    }

    /// <summary>By position, except that no event stands before its cause.</summary>
    internal static IEnumerable<(RecordedEvent Event, EventMetadata Metadata)> InOrderOfCause(
        List<(RecordedEvent Event, EventMetadata Metadata)> events)
    {
        var open = events.ToDictionary(entry => $"{entry.Event.Stream}@{entry.Event.Version}");
        var chain = new Stack<(RecordedEvent Event, EventMetadata Metadata)>();
        foreach (var entry in events)
        {
            // Removing an event before following its cause also ends a cycle.
            var next = entry;
            while (open.Remove($"{next.Event.Stream}@{next.Event.Version}"))
            {
                chain.Push(next);
                if (next.Metadata.Causation is not { } cause || !open.TryGetValue(cause, out next))
                    break;
            }
            while (chain.TryPop(out var caused))
                yield return caused;
        }
    }
}

/// <summary>One stream's events, oldest first, from the journal itself: always current.</summary>
public sealed class LogQueries
{
    private readonly IEventJournal _journal;
    private readonly IEventCodec _codec;

    internal LogQueries(IEventJournal journal, IEventCodec codec) => (_journal, _codec) = (journal, codec);

    /// <param name="stream"><c>{kind}/{tenant}/{id}</c>; empty page for one that does not exist.</param>
    public Task<Page<TimelineEntry>> Of(
        string stream, Cursor? after, int limit, CancellationToken cancellation = default) =>
        ReadModelMetrics.Measure("log", async () =>
        {
            var slice = await _journal.Read(stream, Math.Max(0, after?.Key ?? 0), limit, cancellation);
            var entries = new TimelineEntry[slice.Events.Count];
            for (var i = 0; i < entries.Length; i++)
            {
                var e = slice.Events[i];
                entries[i] = new TimelineEntry(
                    e.Position, e.Stream, e.Version, e.Type, Micros.ToTime(e.TimeMicros),
                    _codec.DecodeMetadata(e.Metadata).Actor, await ReadableEvent.Of(e, _codec, cancellation));
            }
            var last = entries.Length > 0 ? entries[^1].Version : 0;
            return new Page<TimelineEntry>(
                entries, last > 0 && last < slice.Head.Version
                    ? new Cursor(last, last.ToString(CultureInfo.InvariantCulture)).ToString()
                    : null);
        });
}

/// <summary>An event as JSON for people: personal data is decrypted, or "erased"; ciphertext and subjects are left
/// out.</summary>
internal static class ReadableEvent
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        TypeInfoResolver = JsonTypeInfoResolver.Combine(EventJson.Default, new DefaultJsonTypeInfoResolver()),
        Converters = { new ClearPersonalFactory(), new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    public static async ValueTask<JsonElement> Of(RecordedEvent e, IEventCodec codec, CancellationToken cancellation)
    {
        try
        {
            var decoded = await codec.Decode(e.Type, e.Data, cancellation);
            return JsonSerializer.SerializeToElement(decoded, Options.GetTypeInfo(decoded.GetType()));
        }
        catch (JournalCorruptException unreadable)
        {
            // One event that this version does not know must not hide the rest of a history.
            return JsonSerializer.SerializeToElement(new { unreadable = unreadable.Message }, Options);
        }
    }

    private sealed class ClearPersonalFactory : JsonConverterFactory
    {
        public override bool CanConvert(Type typeToConvert) =>
            typeToConvert.IsGenericType && typeToConvert.GetGenericTypeDefinition() == typeof(Personal<>);

        public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
            (JsonConverter)Activator.CreateInstance(
                typeof(ClearPersonal<>).MakeGenericType(typeToConvert.GetGenericArguments()))!;
    }

    private sealed class ClearPersonal<T> : JsonConverter<Personal<T>>
    {
        public override void Write(Utf8JsonWriter writer, Personal<T> value, JsonSerializerOptions options)
        {
            if (value.IsErased)
                writer.WriteStringValue("erased");
            else
                JsonSerializer.Serialize(writer, value.Value, options);
        }

        public override Personal<T> Read(
            ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            throw new NotSupportedException("Readable events are not read back.");
    }
}
