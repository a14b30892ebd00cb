using PosSaga.ReadModels.Storage;

namespace PosSaga.ReadModels.Projections;

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

    /// <summary>See <see cref="Projections.OpenReservations"/>.</summary>
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
