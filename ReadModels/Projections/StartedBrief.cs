using System.Text.Json;
using System.Text.Json.Serialization;
using PosSaga.Journal;

namespace PosSaga.ReadModels.Projections;

/// <summary>What the orders model needs of a saga's start. Decoding all of it would fetch a key per order and decrypt a
/// contact and an address that no list shows.</summary>
internal sealed record StartedBrief(DateTimeOffset At, string? CustomerId)
{
    private const string Type = "order-saga.started/1";

    /// <summary>Null for any other event, and for other versions of this one: those go through the codec.</summary>
    public static object? TryRead(RecordedEvent e)
    {
        if (e.Type != Type)
            return null;
        try
        {
            return JsonSerializer.Deserialize(e.Data.Span, BriefJson.Default.StartedBrief)!;
        }
        catch (JsonException broken)
        {
            throw new JournalCorruptException($"Event {e.Position} ({e.Type}) is not readable.", broken);
        }
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(StartedBrief))]
internal sealed partial class BriefJson : JsonSerializerContext;
