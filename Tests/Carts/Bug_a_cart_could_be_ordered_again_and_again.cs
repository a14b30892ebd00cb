using PosSaga.Carts;

namespace PosSaga.Tests.Carts;

public sealed class Bug_a_cart_could_be_ordered_again_and_again : CartSpec
{
    [Fact] public void A_second_order_of_an_ordered_cart_is_refused() =>
        Given(Opened(), Put(), Frozen("s-1"), Ordered("s-1")).When(Freeze("s-2"))
            .Refused("cart-already-ordered", RefusalKind.CartInvalid);

    [Fact] public void Of_many_orders_at_once_one_gets_the_cart()
    {
        var cart = Given(Opened(), Put()).State;
        var frozen = 0;
        foreach (var saga in Enumerable.Range(1, 20).Select(i => $"s-{i}"))
            if (Freeze(saga)(cart) is PosSaga.EventSourcing.Decision<CartEvent>.Recorded recorded)
                (cart, frozen) = (Fold(cart, recorded.Events), frozen + 1);
        Assert.Equal((1, "s-1"), (frozen, cart.SagaId));
    }

    [Fact] public void Putting_something_in_does_not_open_it_again() =>
        Given(Opened(), Put(), Frozen(), Ordered())
            .When(Set(Honey, 1)).Refused("cart-not-open", RefusalKind.InvalidState);
}
