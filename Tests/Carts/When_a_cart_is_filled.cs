using PosSaga.Stores;

namespace PosSaga.Tests.Carts;

public sealed class When_a_cart_is_filled : CartSpec
{
    [Fact] public void A_cart_of_an_unknown_store_is_not_opened() =>
        Given().When(Open(null)).Refused("store-not-found", RefusalKind.NotFound);

    [Theory, InlineData(StoreKind.Warehouse), InlineData(StoreKind.Office)]
    public void A_place_that_does_not_sell_opens_no_cart(StoreKind kind) =>
        Given().When(Open(Store with { Kind = kind })).Refused("store-does-not-sell", RefusalKind.Validation);

    [Fact] public void A_key_used_with_other_content_opens_nothing() =>
        Given(Opened())
            .When(Open(Store, fingerprint: "other")).Refused("idempotency-key-reused", RefusalKind.KeyReused);

    [Fact] public void An_unknown_product_is_not_put_in() =>
        Given(Opened()).When(Set(null, 1)).Refused("product-not-found", RefusalKind.NotFound);

    [Theory, InlineData(0), InlineData(-1), InlineData(1000), InlineData(int.MinValue)]
    public void A_quantity_out_of_range_is_not_put_in(int quantity) =>
        Given(Opened()).When(Set(Coffee, quantity)).Refused("quantity-out-of-range", RefusalKind.Validation);

    [Fact] public void The_hundred_and_first_product_is_refused() =>
        Given(Full()).When(Set(Coffee, 1)).Refused("cart-full", RefusalKind.CartInvalid);

    [Fact] public void A_full_cart_still_changes_its_quantities() =>
        Given(Full()).When(Set(Coffee with { Sku = "SKU-7" }, 5)).Then(Put("SKU-7", 5)).AndTheSameTwice();

    [Fact] public void It_takes_the_province_of_its_store() =>
        Given().When(Open(Store)).Then(Opened()).AndTheSameTwice();

    [Fact] public void An_inactive_product_is_not_put_in() =>
        Given(Opened()).When(Set(Gone, 1)).Refused("product-inactive", RefusalKind.CartInvalid);

    [Fact] public void A_line_is_removed() =>
        Given(Opened(), Put())
            .When(Remove("CAFE")).Then(new PosSaga.Carts.CartEvent.ItemRemoved("CAFE")).AndTheSameTwice();

    [Fact] public void It_is_abandoned() => Given(Opened(), Put()).When(Abandon()).Then(Abandoned()).AndTheSameTwice();

    private static PosSaga.Carts.CartEvent[] Full() =>
        [Opened(), .. Enumerable.Range(1, 100).Select(i => Put($"SKU-{i}", 1))];
}
