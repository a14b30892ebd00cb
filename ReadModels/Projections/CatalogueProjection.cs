using PosSaga.Catalogue;
using PosSaga.Journal;
using PosSaga.Stores;

namespace PosSaga.ReadModels;

/// <summary>Products and stores: few events, read often.</summary>
internal sealed class CatalogueFold : Fold
{
    public static readonly Projection Projection =
        new(Models.Catalogue, SchemaVersion: 3, [ProductRow.Table, StoreRow.Table], codec => new CatalogueFold(codec));

    private readonly IEventCodec _codec;
    private readonly RowSet<ProductRow> _products;
    private readonly RowSet<StoreRow> _stores;

    private CatalogueFold(IEventCodec codec) =>
        (_codec, _products, _stores) = (codec, NewRows(ProductRow.Table), NewRows(StoreRow.Table));

    public override bool Handles(string eventType) => IsProduct(eventType)
        || eventType.StartsWith("store.", StringComparison.Ordinal);

    public override void Request(RecordedEvent e)
    {
        if (IsProduct(e.Type))
            _products.Request(KeyOf(e));
        else
            _stores.Request(KeyOf(e));
    }

    public override async ValueTask Apply(RecordedEvent e, CancellationToken cancellation)
    {
        switch (await _codec.Decode(e.Type, e.Data, cancellation))
        {
            case ProductEvent product:
                Apply(_products.Get(KeyOf(e)), e, product);
                break;
            case StoreEvent store:
                Apply(_stores.Get(KeyOf(e)), e, store);
                break;
            default:
                throw new JournalCorruptException($"The catalogue does not know {e.Type}.");
        }
    }

    private void Apply(ProductRow row, RecordedEvent e, ProductEvent @event)
    {
        if (e.Version <= row.Version)
            return;
        switch (@event)
        {
            case ProductEvent.Added added:
                (row.Name, row.Category, row.Threshold) = (added.Name, added.Category, added.Threshold);
                (row.Price, row.Currency, row.Active) = (added.Price.Amount, added.Price.Currency, 1);
                break;
            case ProductEvent.Changed changed:
                (row.Name, row.Category, row.Threshold) = (changed.Name, changed.Category, changed.Threshold);
                (row.Price, row.Currency) = (changed.Price.Amount, changed.Price.Currency);
                row.Active = changed.Active ? 1 : 0;
                break;
            default:
                throw new JournalCorruptException($"The catalogue does not know {@event.GetType().Name}.");
        }
        row.SearchText = SearchTexts.Of(row.Sku, row.Name, row.Category);
        row.Version = e.Version;
        _products.Change(row);
    }

    private void Apply(StoreRow row, RecordedEvent e, StoreEvent @event)
    {
        if (e.Version <= row.Version)
            return;
        var opened = (StoreEvent.Opened)@event;
        (row.Name, row.Province, row.Kind, row.Version) =
            (opened.Name, opened.Province, opened.Kind.ToString(), e.Version);
        _stores.Change(row);
    }

    private static bool IsProduct(string eventType) => eventType.StartsWith("product.", StringComparison.Ordinal);
}

internal sealed class ProductRow : Row
{
    public string Tenant { get; set; } = "";
    public string Sku { get; set; } = "";
    public string Name { get; set; } = "";
    public string Category { get; set; } = "";
    public long Price { get; set; }
    public string Currency { get; set; } = Money.Cad;
    public int Threshold { get; set; }
    public int Active { get; set; }
    public string SearchText { get; set; } = "";
    public long Version { get; set; }

    public override string Key
    {
        get => GrainKeys.Of(Tenant, Sku);
        set => (Tenant, Sku) = (GrainKeys.TenantOf(value), GrainKeys.IdOf(value));
    }

    public static readonly Table<ProductRow> Table = new(
        "products",
        new TextColumn<ProductRow>("tenant", row => row.Tenant),
        new TextColumn<ProductRow>("sku", row => row.Sku),
        new TextColumn<ProductRow>("name", row => row.Name),
        new TextColumn<ProductRow>("category", row => row.Category),
        new LongColumn<ProductRow>("price", row => row.Price),
        new TextColumn<ProductRow>("currency", row => row.Currency),
        new IntColumn<ProductRow>("threshold", row => row.Threshold),
        new IntColumn<ProductRow>("active", row => row.Active),
        new TextColumn<ProductRow>("search_text", row => row.SearchText),
        new LongColumn<ProductRow>("version", row => row.Version))
    {
        KeyColumns = 2,
    };
}

internal sealed class StoreRow : TenantRow
{
    public string Name { get; set; } = "";
    public string Province { get; set; } = "";
    public string Kind { get; set; } = "";
    public long Version { get; set; }

    public static readonly Table<StoreRow> Table = new(
        "stores",
        new TextColumn<StoreRow>("tenant", row => row.Tenant),
        new TextColumn<StoreRow>("id", row => row.Id),
        new TextColumn<StoreRow>("name", row => row.Name),
        new TextColumn<StoreRow>("province", row => row.Province),
        new TextColumn<StoreRow>("kind", row => row.Kind),
        new LongColumn<StoreRow>("version", row => row.Version))
    {
        KeyColumns = 2,
    };
}
