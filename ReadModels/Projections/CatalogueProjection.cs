using PosSaga.Catalogue;
using PosSaga.Journal;
using PosSaga.ReadModels.Storage;
using PosSaga.Stores;

namespace PosSaga.ReadModels.Projections;

/// <summary>Products and stores: few events, read often.</summary>
internal sealed class CatalogueProjection : Projection
{
    public override string Name => Models.Catalogue;

    public override int SchemaVersion => 3;

    public override IReadOnlyList<Table> Tables => [ProductRow.Table, StoreRow.Table];

    public override Fold NewFold(IEventCodec codec) => new CatalogueFold(codec);
}

internal sealed class CatalogueFold : Fold
{
    private readonly IEventCodec _codec;
    private readonly RowSet<ProductRow> _products;
    private readonly RowSet<StoreRow> _stores;

    public CatalogueFold(IEventCodec codec) =>
        (_codec, _products, _stores) = (codec, Rows(ProductRow.Table), Rows(StoreRow.Table));

    public override bool Concerns(RecordedEvent e)
    {
        if (e.Type.StartsWith("product.", StringComparison.Ordinal))
            _products.Want(KeyOf(e));
        else if (e.Type.StartsWith("store.", StringComparison.Ordinal))
            _stores.Want(KeyOf(e));
        else
            return false;
        return true;
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
}
