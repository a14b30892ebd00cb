using PosSaga.EventSourcing;
using static PosSaga.Catalogue.ProductEvent;
using static PosSaga.Catalogue.ProductRefusals;
using static PosSaga.EventSourcing.Decision<PosSaga.Catalogue.ProductEvent>;

namespace PosSaga.Catalogue;

/// <summary>The rules of the catalogue.</summary>
public static class ProductDecider
{
    public static Decision<ProductEvent> Decide(Product product, AddProduct add) => product switch
    {
        { Exists: true } when product.Fingerprint == add.Fingerprint => Replay,
        { Exists: true }                                             => Refuse(SkuTaken),
        _ when Validate(add.Name, add.Category, add.Price, add.Threshold) is { } amiss => Refuse(amiss),
        _ => Record(new Added(add.Name, add.Category, add.Price, add.Threshold, add.Fingerprint)),
    };

    public static Decision<ProductEvent> Decide(Product product, ChangeProduct change) =>
        (product, Next(product, change)) switch
        {
            ({ Exists: false }, _) => Refuse(NoSuchProduct()),
            _ when change.IfMatch?.Holds(product.Version) == false => Refuse(Stale(change.IfMatch, product.Version)),
            (_, var next) when IsUnchanged(product, next) => Replay,
            (_, var next) when Validate(next.Name, next.Category, next.Price, next.Threshold) is { } amiss
                => Refuse(amiss),
            (_, var next) => Record(next),
        };

    private static Changed Next(Product product, ChangeProduct change) => new(
        change.Name ?? product.Name, change.Category ?? product.Category, change.Price ?? product.Price,
        change.Threshold ?? product.Threshold, change.Active ?? product.Active);

    private static bool IsUnchanged(Product product, Changed next) =>
        (product.Name, product.Category, product.Price, product.Threshold, product.Active)
        == (next.Name, next.Category, next.Price, next.Threshold, next.Active);

    private static Refusal? Validate(string name, string category, Money price, int threshold) =>
        string.IsNullOrWhiteSpace(name) || string.IsNullOrWhiteSpace(category) ? NameMissing
        : price.Amount is < 0 or > MaxPriceCents || price.Currency != Money.Cad ? PriceOutOfRange
        : threshold < 0 ? ThresholdOutOfRange
        : null;
}
