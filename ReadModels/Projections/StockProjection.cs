using System.Globalization;
using System.Text;
using PosSaga.Inventory;
using PosSaga.Journal;

namespace PosSaga.ReadModels;

/// <summary>Stock per store and SKU.</summary>
internal sealed class StockFold(IEventCodec codec) : Fold<StockRow>(codec, StockRow.Table)
{
    public static readonly Projection Projection =
        new(Models.Stock, SchemaVersion: 1, [StockRow.Table], codec => new StockFold(codec));

    public override bool Handles(string eventType) => eventType.StartsWith("stock.", StringComparison.Ordinal);

    public override async ValueTask Apply(RecordedEvent e, CancellationToken cancellation)
    {
        var row = Rows.Get(KeyOf(e));
        if (e.Version <= row.Version)
            return;
        Apply(row, (StockEvent)await Codec.Decode(e.Type, e.Data, cancellation));
        row.Version = e.Version;
        Rows.Change(row);
    }

    private static void Apply(StockRow row, StockEvent @event)
    {
        switch (@event)
        {
            case StockEvent.Received received:
                row.OnHand += received.Quantity;
                break;
            case StockEvent.Adjusted adjusted:
                row.OnHand += adjusted.Delta;
                break;
            case StockEvent.ThresholdChanged changed:
                row.Threshold = changed.Threshold;
                break;
            case StockEvent.Reserved reserved:
                row.Reserved += reserved.Quantity;
                Reservations(row, open => open.Open(reserved.ReservationId, Micros.Of(reserved.At)));
                break;
            case StockEvent.Released released:
                Close(row, released.ReservationId, released.Quantity);
                break;
            case StockEvent.Expired expired:
                Close(row, expired.ReservationId, expired.Quantity);
                break;
            case StockEvent.Committed committed:
                row.OnHand -= committed.Quantity;
                Close(row, committed.ReservationId, committed.Quantity);
                break;
            case StockEvent.Restocked restocked:
                row.OnHand += restocked.Resellable;
                row.Damaged += restocked.Damaged;
                break;
            case StockEvent.TakenBackOut taken:
                row.OnHand -= taken.Resellable;
                row.Damaged -= taken.Damaged;
                break;
            case StockEvent.ReservationBarred or StockEvent.RestockBarred:
                break;
            default:
                throw new JournalCorruptException($"The stock model does not know {@event.GetType().Name}.");
        }
    }

    private static void Close(StockRow row, string reservationId, int quantity)
    {
        row.Reserved -= quantity;
        Reservations(row, open =>
        {
            open.Close(reservationId);
            if (row.Reserved == 0)
                open.CloseAll();
        });
    }

    private static void Reservations(StockRow row, Action<OpenReservations> change)
    {
        var open = OpenReservations.Parse(row.OpenReservations);
        change(open);
        row.OpenReservations = open.ToString();
        row.OldestReservation = open.Oldest;
    }
}

/// <summary>The stock of one SKU in one store.</summary>
internal sealed class StockRow : Row
{
    public const int NoThreshold = -1;

    public string Tenant { get; set; } = "";
    public string StoreId { get; set; } = "";
    public string Sku { get; set; } = "";
    public long OnHand { get; set; }
    public long Reserved { get; set; }
    public long Damaged { get; set; }

    /// <summary>The store's own; <see cref="NoThreshold"/> where the product's applies.</summary>
    public int Threshold { get; set; } = NoThreshold;

    /// <summary>See <see cref="OpenReservations"/>.</summary>
    public string OpenReservations { get; set; } = "";

    /// <summary>Microseconds; 0 when nothing is reserved.</summary>
    public long OldestReservation { get; set; }
    public long Version { get; set; }

    public override string Key
    {
        get => GrainKeys.OfStock(Tenant, StoreId, Sku);
        set
        {
            var parts = value.Split('/', 3);
            (Tenant, StoreId, Sku) = (parts[0], parts[1], parts[2]);
        }
    }

    public static readonly Table<StockRow> Table = new(
        "stock",
        new TextColumn<StockRow>("tenant", row => row.Tenant),
        new TextColumn<StockRow>("store_id", row => row.StoreId),
        new TextColumn<StockRow>("sku", row => row.Sku),
        new LongColumn<StockRow>("on_hand", row => row.OnHand),
        new LongColumn<StockRow>("reserved", row => row.Reserved),
        new LongColumn<StockRow>("damaged", row => row.Damaged),
        new IntColumn<StockRow>("threshold", row => row.Threshold),
        new TextColumn<StockRow>("open_reservations", row => row.OpenReservations),
        new LongColumn<StockRow>("oldest_reservation", row => row.OldestReservation),
        new LongColumn<StockRow>("version", row => row.Version))
    {
        KeyColumns = 3,
    };
}

/// <summary>The open reservations of one stock row with their times, as text in the row: a table of them would cost two
/// writes per order line, to tell the recovery sweep of the rare one that was forgotten.</summary>
internal sealed class OpenReservations
{
    // A row with more keeps its oldest ones and the time of the first that it left out. The sweep may then ask the
    // stock's grain about a closed one, which is harmless.
    private const int KeptMax = 64;
    private const string LeftOut = "*";

    private readonly List<(string Id, long At)> _open = [];

    public static OpenReservations Parse(string text)
    {
        var open = new OpenReservations();
        foreach (var part in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var at = part.LastIndexOf('@');
            open._open.Add((part[..at], long.Parse(part.AsSpan(at + 1), CultureInfo.InvariantCulture)));
        }
        return open;
    }

    public void Open(string id, long at)
    {
        if (_open.Count < KeptMax)
            _open.Add((id, at));
        else if (_open[^1].Id != LeftOut)
            _open.Add((LeftOut, at));
    }

    public void Close(string id) => _open.RemoveAll(open => open.Id == id);

    /// <summary>Nothing is reserved any more, so those left out are closed too.</summary>
    public void CloseAll() => _open.Clear();

    /// <summary>0 when none is open.</summary>
    public long Oldest => _open.Count == 0 ? 0 : _open.Min(open => open.At);

    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (var (id, at) in _open)
            text.Append(id).Append('@').Append(at.ToString(CultureInfo.InvariantCulture)).Append(' ');
        return text.ToString();
    }
}
