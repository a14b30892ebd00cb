using PosSaga.Inventory;
using PosSaga.Journal;
using PosSaga.ReadModels.Storage;

namespace PosSaga.ReadModels.Projections;

/// <summary>Stock per store and SKU.</summary>
internal sealed class StockProjection : Projection
{
    public override string Name => Models.Stock;

    public override int SchemaVersion => 1;

    public override IReadOnlyList<Table> Tables => [StockRow.Table];

    public override Fold NewFold(IEventCodec codec) => new StockFold(codec);
}

internal sealed class StockFold : Fold
{
    private readonly IEventCodec _codec;
    private readonly RowSet<StockRow> _stock;

    public StockFold(IEventCodec codec) => (_codec, _stock) = (codec, Rows(StockRow.Table));

    public override bool Concerns(RecordedEvent e)
    {
        if (!e.Type.StartsWith("stock.", StringComparison.Ordinal))
            return false;
        _stock.Want(KeyOf(e));
        return true;
    }

    public override async ValueTask Apply(RecordedEvent e, CancellationToken cancellation)
    {
        var row = _stock.Get(KeyOf(e));
        if (e.Version <= row.Version)
            return;
        Apply(row, (StockEvent)await _codec.Decode(e.Type, e.Data, cancellation));
        row.Version = e.Version;
        _stock.Change(row);
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
