using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using PosSaga.Journal;
using PosSaga.Orders;
using PosSaga.Refunds;
using PosSaga.Sagas;

namespace PosSaga.ReadModels;

/// <summary>Orders with their sagas: two streams with one id, hence in one partition, become one row.</summary>
internal sealed class OrdersFold(IEventCodec codec) : Fold<OrderRow>(codec, OrderRow.Table)
{
    public static readonly Projection Projection =
        new(Models.Orders, SchemaVersion: 3, [OrderRow.Table], codec => new OrdersFold(codec));

    // "order.refund-asked" comes from the partition of a refund; the event before it says the same of the order.
    public override bool Handles(string eventType) => IsOfSaga(eventType)
        || (eventType.StartsWith("order.", StringComparison.Ordinal)
            && !eventType.StartsWith("order.refund-asked/", StringComparison.Ordinal));

    public override async ValueTask Apply(RecordedEvent e, CancellationToken cancellation)
    {
        var row = Rows.Get(KeyOf(e));
        var ofSaga = IsOfSaga(e.Type);
        if (e.Version <= (ofSaga ? row.SagaVersion : row.OrderVersion))
            return;
        var decoded = OrderBriefs.TryRead(e) ?? await Codec.Decode(e.Type, e.Data, cancellation);
        switch (decoded)
        {
            case StartedBrief started:
                SagaFold.Start(row, started.At, started.CustomerId);
                break;
            case CartValidatedBrief validated:
                SagaFold.Validate(row, validated, e.Position);
                break;
            case OrderSagaEvent saga:
                SagaFold.Apply(row, saga);
                break;
            case Fulfilment fulfilment:
                row.Fulfilment = fulfilment.ToString();
                if (fulfilment == Fulfilment.Cancelled)
                    (row.RefundId, row.RefundStatus) = (row.Id, nameof(RefundStatus.Requested));
                row.UpdatedAt = Math.Max(row.UpdatedAt, e.TimeMicros);
                break;
            case PiecesShippedBrief or PiecesCancelledBrief or OrderEvent:
                Fulfil(row, decoded, e.Type);
                row.UpdatedAt = Math.Max(row.UpdatedAt, e.TimeMicros);
                break;
            default:
                throw new JournalCorruptException($"The orders model does not know {e.Type}.");
        }
        if (ofSaga)
            row.SagaVersion = e.Version;
        else
            row.OrderVersion = e.Version;
        Rows.Change(row);
    }

    private static bool IsOfSaga(string eventType) => eventType.StartsWith("order-saga.", StringComparison.Ordinal);

    private static void Fulfil(OrderRow row, object @event, string type)
    {
        switch (@event)
        {
            case PiecesShippedBrief e:
                row.Fulfilment = Word(e.Fulfilment);
                row.Parts = OrderParts.Add(row.Parts, e.Lines.Select(of => new LineProgress(of.Sku, of.Quantity, 0)));
                break;
            case PiecesCancelledBrief e:
                row.Fulfilment = Word(e.Fulfilment);
                row.Parts = OrderParts.Add(row.Parts, e.Goods.Select(of => new LineProgress(of.Sku, 0, of.Quantity)));
                (row.RefundId, row.RefundAttempt) = (e.RefundId, 1);
                (row.RefundStatus, row.RefundFailure) = (nameof(RefundStatus.Requested), null);
                break;
            case OrderEvent.RefundRetried e:
                Retried(row, e.Refund.RefundId, e.Refund.Attempt ?? 1);
                break;
            case OrderEvent.LaterRefundRetried e:
                Retried(row, e.RefundId, e.Attempt);
                break;
            case OrderEvent.RefundMoved e when e.RefundId == row.RefundId:
                (row.RefundStatus, row.RefundFailure) = (e.Status.ToString(), e.Failure);
                break;
            // What claims hold, and the refund of an earlier cancellation, are in no column, but the order has changed.
            case OrderEvent.PiecesHeld or OrderEvent.PiecesLetGo or OrderEvent.RefundMoved:
                break;
            default:
                throw new JournalCorruptException($"The orders model does not know {type}.");
        }
    }

    private static string Word(string stored) => Enum.Parse<Fulfilment>(stored, ignoreCase: true).ToString();

    private static void Retried(OrderRow row, string refundId, int attempt)
    {
        if (refundId != row.RefundId)
            return;
        (row.RefundStatus, row.RefundFailure, row.RefundAttempt) = (nameof(RefundStatus.Requested), null, attempt);
    }
}

/// <summary>The parts of a saga's start that the orders model needs. Decoding the whole event would fetch a key per
/// order and decrypt a contact and an address that no list shows.</summary>
internal sealed record StartedBrief(DateTimeOffset At, string? CustomerId);

/// <summary>A validated cart without its lines, which are most of it and which queries read from the
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

/// <summary>The parts of a shipment that the orders model needs.</summary>
internal sealed record PiecesShippedBrief(string Fulfilment, IReadOnlyList<OrderedPieces> Lines);

/// <summary>The parts of a cancellation that the orders model needs.</summary>
internal sealed record PiecesCancelledBrief(string Fulfilment, string RefundId, IReadOnlyList<OrderedPieces> Goods);

/// <summary>Reads the most frequent events without the parts that no order's row holds: decoding them was most of this
/// model's cost. Null for all other events and versions, which the codec decodes.</summary>
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
        // There is no order then, only the saga that failed.
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
