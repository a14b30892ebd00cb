using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using PosSaga.Journal;
using PosSaga.Orders;

namespace PosSaga.ReadModels.Projections;

/// <summary>What the orders model needs of a saga's start. Decoding all of it would fetch a key per order and decrypt a
/// contact and an address that no list shows.</summary>
internal sealed record StartedBrief(DateTimeOffset At, string? CustomerId);

/// <summary>What it needs of a validated cart: all but the lines, which are most of it and are read from the
/// journal.</summary>
internal sealed class CartValidatedBrief
{
    public DateTimeOffset At { get; set; }
    public Priced Cart { get; set; } = new();

    internal sealed class Priced
    {
        public string StoreId { get; set; } = "";
        public string? CustomerId { get; set; }
        public Amounted Subtotal { get; set; } = new();
        public Amounted Tax { get; set; } = new();
        public Amounted Shipping { get; set; } = new();
        public Amounted Total { get; set; } = new();
    }

    internal sealed class Amounted
    {
        public long Amount { get; set; }
        public string Currency { get; set; } = Money.Cad;
    }
}

/// <summary>What it needs of a shipment: whose the carrier's number is, it does not want to know.</summary>
internal sealed record PiecesShippedBrief(string Fulfilment, IReadOnlyList<OrderedPieces> Lines);

/// <summary>What it needs of a cancellation, without why.</summary>
internal sealed record PiecesCancelledBrief(string Fulfilment, string RefundId, IReadOnlyList<OrderedPieces> Goods);

/// <summary>Reads the most frequent events without the parts that no order's row holds: decoding was most of what this
/// model cost. Null for any other event, and for other versions of these: those go through the codec.</summary>
internal static class OrderBriefs
{
    public static object? TryRead(RecordedEvent e) => e.Type switch
    {
        "order-saga.started/1" => Read(e, BriefJson.Default.StartedBrief),
        "order-saga.cart-validated/1" => Read(e, BriefJson.Default.CartValidatedBrief),
        "order.confirmed/1" => Fulfilment.Confirmed,
        "order.shipped/1" => Fulfilment.Shipped,
        "order.pieces-shipped/1" => Read(e, BriefJson.Default.PiecesShippedBrief),
        "order.pieces-cancelled/1" => Read(e, BriefJson.Default.PiecesCancelledBrief),
        "order.delivered/1" => Fulfilment.Delivered,
        "order.cancelled/1" => Fulfilment.Cancelled,
        // There is no order then: what is shown is the saga that failed.
        "order.withdrawn/1" or "order.barred/1" => Fulfilment.None,
        _ => null,
    };

    private static T Read<T>(RecordedEvent e, JsonTypeInfo<T> type)
    {
        try
        {
            return JsonSerializer.Deserialize(e.Data.Span, type)!;
        }
        catch (JsonException broken)
        {
            throw new JournalCorruptException($"Event {e.Position} ({e.Type}) is not readable.", broken);
        }
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(StartedBrief))]
[JsonSerializable(typeof(CartValidatedBrief))]
[JsonSerializable(typeof(PiecesShippedBrief))]
[JsonSerializable(typeof(PiecesCancelledBrief))]
internal sealed partial class BriefJson : JsonSerializerContext;
