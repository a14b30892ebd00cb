using PosSaga.Carts;

namespace PosSaga.Tests.Carts;

public sealed class When_a_cart_is_ordered : CartSpec
{
    [Fact] public void An_empty_one_is_refused() =>
        Given(Opened()).When(Freeze()).Refused("cart-empty", RefusalKind.CartInvalid);

    [Fact] public void An_inactive_product_is_refused_by_name() => Assert.Contains("GONE",
        Given(Opened(), Put(), Put("GONE", 1)).When(Freeze()).Refused("product-inactive").Text,
        StringComparison.Ordinal);

    [Fact] public void A_product_that_the_catalogue_does_not_know_is_refused() =>
        Given(Opened(), Put()).When(Freeze(shelf: [Honey])).Refused("product-not-found", RefusalKind.CartInvalid);

    [Fact] public void The_cart_of_another_customer_is_refused() =>
        Given(Opened("c-1"), Put()).When(Freeze(customer: "c-2")).Refused("customer-differs", RefusalKind.CartInvalid);

    [Fact] public void A_total_other_than_the_customer_saw_is_refused() => Assert.Contains("29.87",
        Given(Opened(), Put()).When(Freeze(expected: new(2986))).Refused("total-differs").Text,
        StringComparison.Ordinal);

    [Fact] public void A_province_that_is_none_is_refused() =>
        Given(Opened(), Put()).When(Freeze(shipTo: "XX")).Refused("province-unknown", RefusalKind.CartInvalid);

    [Fact] public void Another_order_at_work_on_it_is_not_disturbed() =>
        Given(Opened(), Put(), Frozen("s-1")).When(Freeze("s-2")).Refused("cart-frozen", RefusalKind.CartInvalid);

    [Fact] public void An_abandoned_one_is_refused() =>
        Given(Opened(), Put(), Abandoned()).When(Freeze()).Refused("cart-abandoned", RefusalKind.CartInvalid);

    [Fact] public void A_cart_that_failed_a_hundred_times_is_refused() =>
        Given([Opened(), Put(), .. Enumerable.Range(1, 100).Select(i => Barred($"old-{i}"))])
            .When(Freeze()).Refused("cart-too-many-attempts", RefusalKind.CartInvalid);

    [Fact] public void It_is_priced_by_the_catalogue_and_frozen() =>
        Given(Opened(), Put()).When(Freeze(expected: new(2987))).Then(Frozen()).AndTheSameTwice();

    [Fact] public void A_customer_known_only_to_the_order_goes_on_the_order() => Assert.Equal("c-9",
        Given(Opened(customer: null), Put()).When(Freeze(customer: "c-9")).After.Priced!.CustomerId);

    [Fact] public void An_online_order_pays_shipping_and_the_tax_of_its_destination()
    {
        var priced = Given(Opened(), Put()).When(Freeze(shipTo: "ON")).After.Priced!;
        Assert.Equal((0.13m, 999, 468, 4065),
            (priced.TaxRate, priced.Shipping.Amount, priced.Tax.Amount, priced.Total.Amount));
    }

    [Fact] public void The_same_order_asking_again_gets_the_first_total_whatever_the_catalogue_says_now()
    {
        var again = Given(Opened(), Put(), Frozen())
            .When(Freeze(expected: new(2987), shelf: [Coffee with { Price = new(9999), Active = false }])).Replayed();
        Assert.Equal(new Money(2987), again.State.Priced!.Total);
    }
}

public sealed class When_an_order_gives_its_cart_up : CartSpec
{
    [Fact] public void The_cart_is_open_again_and_can_be_ordered_by_another() =>
        Given(Opened(), Put(), Frozen("s-1"), Thawed("s-1")).When(Freeze("s-2")).Then(Frozen("s-2")).AndTheSameTwice();

    [Fact] public void Its_late_freeze_is_refused() =>
        Given(Opened(), Put(), Frozen("s-1"), Thawed("s-1")).When(Freeze("s-1"))
            .Refused("cart-freeze-barred", RefusalKind.CartInvalid);

    [Fact] public void Its_freeze_that_never_arrived_is_barred() =>
        Given(Opened(), Put()).When(Thaw("s-1")).Then(Barred("s-1")).AndTheSameTwice();

    [Fact] public void A_barred_freeze_is_refused_when_it_arrives() =>
        Given(Opened(), Put(), Barred("s-1")).When(Freeze("s-1")).Refused("cart-freeze-barred");

    [Fact] public void Even_a_cart_that_does_not_exist_keeps_the_mark() =>
        Given(Barred("s-1"), Opened(), Put()).When(Freeze("s-1")).Refused("cart-freeze-barred");

    [Fact] public void The_freeze_of_another_order_stays() =>
        Assert.Equal("s-2", Given(Opened(), Put(), Frozen("s-2")).When(Thaw("s-1")).Then(Barred("s-1")).After.SagaId);

    [Fact] public void A_completed_order_keeps_it() =>
        Given(Opened(), Put(), Frozen(), Ordered())
            .When(Thaw()).Refused("cart-already-ordered", RefusalKind.InvalidState);
}

/// <summary>Every state against every command: nothing is ignored, and what is not allowed changes nothing.</summary>
public sealed class Every_state_of_a_cart_against_every_command : CartSpec
{
    private static readonly Dictionary<string, CartEvent[]> States = new()
    {
        ["none"] = [],
        ["open"] = [Opened(), Put()],
        ["frozen"] = [Opened(), Put(), Frozen()],
        ["frozen for another"] = [Opened(), Put(), Frozen("s-2")],
        ["thawed"] = [Opened(), Put(), Frozen(), Thawed()],
        ["ordered"] = [Opened(), Put(), Frozen(), Ordered()],
        ["abandoned"] = [Opened(), Put(), Abandoned()],
    };

    // set a new quantity | remove | abandon | freeze | thaw | close, for saga s-1
    [Theory]
    [InlineData(
        "none", "cart-not-found", "cart-not-found", "cart-not-found", "cart-not-found",
        "recorded", "cart-not-found")]
    [InlineData("open", "recorded", "recorded", "recorded", "recorded", "recorded", "cart-not-frozen")]
    [InlineData("frozen", "cart-not-open", "cart-not-open", "cart-not-open", "replayed", "recorded", "recorded")]
    [InlineData(
        "frozen for another", "cart-not-open", "cart-not-open", "cart-not-open", "cart-frozen",
        "recorded", "cart-not-frozen")]
    [InlineData("thawed", "recorded", "recorded", "recorded", "cart-freeze-barred", "replayed", "cart-not-frozen")]
    [InlineData(
        "ordered", "cart-not-open", "cart-not-open", "cart-not-open", "cart-already-ordered",
        "cart-already-ordered", "replayed")]
    [InlineData(
        "abandoned", "cart-not-open", "cart-not-open", "replayed", "cart-abandoned",
        "recorded", "cart-not-frozen")]
    public void Has_a_named_outcome(string state, params string[] outcomes)
    {
        Func<Cart, PosSaga.EventSourcing.Decision<CartEvent>>[] commands =
            [Set(Coffee, 7), Remove("CAFE"), Abandon(), Freeze(), Thaw(), Close()];
        Assert.Equal(outcomes, commands.Select(command => Given(States[state]).When(command).Decision switch
        {
            PosSaga.EventSourcing.Decision<CartEvent>.Refused refused => refused.Refusal.Code,
            PosSaga.EventSourcing.Decision<CartEvent>.Replayed => "replayed",
            _ => "recorded",
        }));
    }
}
