using System.Collections.Immutable;
using System.Text.Json.Serialization;
using PosSaga.EventSourcing;
using PosSaga.Journal;

namespace PosSaga.Inventory;

/// <summary>The stock of one SKU in one place. It remembers the reservations that are open, and nothing of those that
/// are closed: thousands a second pass through it, and the journal's keys know them all.</summary>
[StoredAs("stock.state/1")]
public sealed record Stock : IAggregate<Stock, StockEvent>
{
    public static Stock Initial { get; } = new();

    public long OnHand { get; init; }

    public long Reserved { get; init; }

    public long Damaged { get; init; }

    public int? Threshold { get; init; }

    public ImmutableDictionary<string, Reservation> Open { get; init; } =
        ImmutableDictionary<string, Reservation>.Empty;

    public long Version { get; init; }

    [JsonIgnore] public long Available => OnHand - Reserved;

    /// <summary>The open reservation of that id, or null.</summary>
    public Reservation? Held(string reservationId) => Open.GetValueOrDefault(reservationId);

    public Stock Apply(StockEvent @event)
    {
        var next = @event switch
        {
            StockEvent.Received e => this with { OnHand = OnHand + e.Quantity, Version = Version + 1 },
            StockEvent.Adjusted e => this with { OnHand = OnHand + e.Delta, Version = Version + 1 },
            StockEvent.ThresholdChanged e => this with { Threshold = e.Threshold, Version = Version + 1 },
            StockEvent.Reserved e => this with
            {
                Reserved = Reserved + e.Quantity,
                Open = Open.Add(e.ReservationId, new Reservation(e.Quantity, e.At)),
                Version = Version + 1,
            },
            StockEvent.Released e => Without(e.ReservationId, e.Quantity),
            StockEvent.Expired e => Without(e.ReservationId, e.Quantity),
            StockEvent.Committed e => Without(e.ReservationId, e.Quantity, deducted: e.Quantity),
            StockEvent.Restocked e => Moved(e.Resellable, e.Damaged),
            StockEvent.TakenBackOut e => Moved(-e.Resellable, -e.Damaged),
            StockEvent.ReservationBarred or StockEvent.RestockBarred => this with { Version = Version + 1 },
            _ => throw new InvalidOperationException($"A stock does not know {@event.GetType().Name}."),
        };
        return next is { Available: >= 0, Reserved: >= 0, Damaged: >= 0 }
            ? next
            : throw new InvalidOperationException(
                $"After {@event} at version {next.Version} stock would be below zero.");
    }

    [JsonIgnore] public StockLevels Levels => new(OnHand, Reserved, Damaged, Threshold);

    /// <param name="id">Store and SKU, with a slash between them.</param>
    public StockView View(string id) => Levels.View(id, Version);

    private Stock Moved(int resellable, int damaged) =>
        this with { OnHand = OnHand + resellable, Damaged = Damaged + damaged, Version = Version + 1 };

    private Stock Without(string reservationId, int quantity, int deducted = 0) =>
        Held(reservationId) is { } held && held.Quantity == quantity
            ? this with
            {
                OnHand = OnHand - deducted,
                Reserved = Reserved - quantity,
                Open = Open.Remove(reservationId),
                Version = Version + 1,
            }
            : throw new InvalidOperationException($"No reservation {reservationId} of {quantity} is open.");
}

/// <summary>Pieces held for a saga, since when.</summary>
public sealed record Reservation(int Quantity, DateTimeOffset At);

internal static class StockViews
{
    /// <param name="id">Store and SKU, with a slash between them.</param>
    public static StockView View(this StockLevels levels, string id, long version)
    {
        var slash = id.IndexOf('/', StringComparison.Ordinal);
        return new StockView(
            id[..slash], id[(slash + 1)..], levels.OnHand, levels.Reserved, levels.Damaged, levels.Threshold, version);
    }
}
