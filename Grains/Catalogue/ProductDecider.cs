using PosSaga.Deciding;
using static PosSaga.Catalogue.ProductEvent;
using static PosSaga.Catalogue.ProductRefusals;
using static PosSaga.Deciding.Decision<PosSaga.Catalogue.ProductEvent>;

namespace PosSaga.Catalogue;

/// <summary>The rules of the catalogue.</summary>
public static class ProductDecider
{
    public static Decision<ProductEvent> Decide(Product product, AddProduct add) => product switch
    {
        { Exists: true } when product.Fingerprint == add.Fingerprint => Replay,
        { Exists: true }                                             => Refuse(SkuTaken),
        _ when IsAmiss(add.Name, add.Category, add.Price, add.Threshold) is { } amiss => Refuse(amiss),
        _ => Record(new Added(add.Name, add.Category, add.Price, add.Threshold, add.Fingerprint)),
    };

    public static Decision<ProductEvent> Decide(Product product, ChangeProduct change) => product switch
    {
        { Exists: false }              => Refuse(NoSuchProduct()),
        _ when IsAsIs(product, change) => Replay,
        _ when IsAmiss(change.Name, change.Category, change.Price, change.Threshold) is { } amiss => Refuse(amiss),
        _ => Record(new Changed(change.Name, change.Category, change.Price, change.Threshold, change.Active)),
    };

    private static bool IsAsIs(Product product, ChangeProduct change) =>
        (product.Name, product.Category, product.Price, product.Threshold, product.Active)
        == (change.Name, change.Category, change.Price, change.Threshold, change.Active);

    private static Refusal? IsAmiss(string name, string category, Money price, int threshold) =>
        string.IsNullOrWhiteSpace(name) || string.IsNullOrWhiteSpace(category) ? NameMissing
        : price.Amount is < 0 or > MaxPriceCents || price.Currency != Money.Cad ? PriceOutOfRange
        : threshold < 0 ? ThresholdOutOfRange
        : null;
}
