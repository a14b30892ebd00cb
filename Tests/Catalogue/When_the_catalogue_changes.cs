using PosSaga.Catalogue;
using PosSaga.EventSourcing;
using PosSaga.Tests.EventSourcing;

namespace PosSaga.Tests.Catalogue;

public sealed class When_the_catalogue_changes : Spec<Product, ProductEvent>
{
    private static readonly Origin Admin = new("demo", "demo-admin", "CAFE");
    private static readonly ProductEvent Coffee = new ProductEvent.Added("Café", "Alimentation", new(1299), 25, "f");

    [Fact] public void A_sku_is_given_once() =>
        Given(Coffee).When(Add(fingerprint: "other")).Refused("sku-taken", RefusalKind.Conflict);

    [Fact] public void An_unknown_product_is_not_changed() =>
        Given().When(Change()).Refused("product-not-found", RefusalKind.NotFound);

    [Theory]
    [InlineData(-1, "CAD"), InlineData(100_000_001, "CAD"), InlineData(1299, "USD"), InlineData(long.MaxValue, "CAD")]
    public void A_price_out_of_range_is_refused(long cents, string currency)
    {
        Given().When(Add(price: new(cents, currency))).Refused("price-out-of-range", RefusalKind.Validation);
        Given(Coffee).When(Change(price: new(cents, currency))).Refused("price-out-of-range", RefusalKind.Validation);
    }

    [Fact] public void A_product_has_a_name() =>
        Given().When(Add(name: " ")).Refused("product-name-missing", RefusalKind.Validation);

    [Fact] public void A_threshold_is_not_negative() =>
        Given(Coffee).When(Change(threshold: -1)).Refused("threshold-out-of-range", RefusalKind.Validation);

    [Fact] public void A_product_is_added() => Given().When(Add()).Then(Coffee).AndTheSameTwice();

    [Fact] public void A_product_is_taken_off_the_shelf() =>
        Given(Coffee).When(Change(active: false))
            .Then(new ProductEvent.Changed("Café", "Alimentation", new(1299), 25, false)).AndTheSameTwice();

    [Fact] public void Added_again_after_a_change_it_stays_changed() =>
        Given(Coffee, new ProductEvent.Changed("Café", "Alimentation", new(1399), 25, true)).When(Add()).Replayed();

    private static Func<Product, Decision<ProductEvent>> Add(
        string name = "Café", Money? price = null, string fingerprint = "f") => product => ProductDecider.Decide(
            product, new AddProduct(Admin, name, "Alimentation", price ?? new(1299), 25, fingerprint));

    private static Func<Product, Decision<ProductEvent>> Change(
        Money? price = null, int threshold = 25, bool active = true) => product => ProductDecider.Decide(
            product, new ChangeProduct(Admin, "Café", "Alimentation", price ?? new(1299), threshold, active));
}
