using PosSaga.ReadModels.Storage;

namespace PosSaga.ReadModels.Projections;

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

internal sealed class StoreRow : Row
{
    public string Tenant { get; set; } = "";
    public string Id { get; set; } = "";
    public string Name { get; set; } = "";
    public string Province { get; set; } = "";
    public string Kind { get; set; } = "";
    public long Version { get; set; }

    public override string Key
    {
        get => GrainKeys.Of(Tenant, Id);
        set => (Tenant, Id) = (GrainKeys.TenantOf(value), GrainKeys.IdOf(value));
    }

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
