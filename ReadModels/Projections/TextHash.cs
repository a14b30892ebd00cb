using System.Text;
using System.Text.Json;
using PosSaga.Journal;

namespace PosSaga.ReadModels;

/// <summary>FNV-1a over UTF-8. Its values are stored in the journal index: a change needs a new schema version of
/// it.</summary>
internal static class TextHash
{
    public const ulong Start = 14695981039346656037;
    private const ulong Prime = 1099511628211;

    public static ulong Add(ulong hash, ReadOnlySpan<byte> utf8)
    {
        foreach (var b in utf8)
            hash = (hash ^ b) * Prime;
        return hash;
    }

    public static long Correlation(string tenant, string correlation) =>
        (long)Correlation(Encoding.UTF8.GetBytes(tenant), Encoding.UTF8.GetBytes(correlation));

    public static ulong Correlation(ReadOnlySpan<byte> tenant, ReadOnlySpan<byte> correlation) =>
        Add(Add(Add(Start, tenant), "/"u8), correlation);

    public static int Short(string text) => Short(Encoding.UTF8.GetBytes(text));

    public static int Short(ReadOnlySpan<byte> utf8)
    {
        var hash = Add(Start, utf8);
        return (int)(hash ^ (hash >> 32));
    }
}

/// <summary>The hashes of an event's metadata, computed from its bytes: at tens of thousands of events a second a
/// string per field would be most of the work.</summary>
internal readonly record struct MetadataHashes(long Correlation, int Tenant, int Actor)
{
    public static MetadataHashes Read(RecordedEvent e)
    {
        ReadOnlySpan<byte> tenant = default, actor = default, correlation = default;
        try
        {
            var json = new Utf8JsonReader(e.Metadata.Span);
            while (json.Read())
            {
                if (json.CurrentDepth != 1 || json.TokenType != JsonTokenType.PropertyName)
                    continue;
                if (json.ValueTextEquals("tenant"u8))
                    tenant = Value(ref json);
                else if (json.ValueTextEquals("actor"u8))
                    actor = Value(ref json);
                else if (json.ValueTextEquals("correlation"u8))
                    correlation = Value(ref json);
            }
        }
        catch (JsonException broken)
        {
            throw new JournalCorruptException(
                $"The metadata of event {e.Position} ({e.Type}) is not readable.", broken);
        }
        if (tenant.IsEmpty)
            throw new JournalCorruptException($"Event {e.Position} ({e.Type}) has no tenant.");
        return new MetadataHashes(
            (long)TextHash.Correlation(tenant, correlation), TextHash.Short(tenant), TextHash.Short(actor));
    }

    private static ReadOnlySpan<byte> Value(scoped ref Utf8JsonReader json)
    {
        json.Read();
        return json.ValueIsEscaped ? Encoding.UTF8.GetBytes(json.GetString()!) : json.ValueSpan;
    }
}
