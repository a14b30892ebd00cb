using PosSaga.Carts;
using PosSaga.EventSourcing;
using PosSaga.Inventory;
using PosSaga.Tests.EventSourcing;

namespace PosSaga.Tests.Inventory;

/// <summary>The earlier system checked each line alone: two lines of one product left −31 available.</summary>
public sealed class Bug_two_lines_of_one_product_drove_stock_below_zero : StockSpec
{
    [Fact] public void A_cart_has_one_line_per_product()
    {
        var cart = new CartEvent[]
        {
            new CartEvent.Opened("1", "QC", null, "f"), new CartEvent.ItemSet("CAFE", 20),
            new CartEvent.ItemSet("CAFE", 25),
        }.Aggregate(Cart.Initial, (state, e) => state.Apply(e));
        Assert.Equal([new CartLine("CAFE", 25)], cart.Lines.AsEnumerable());
    }

    [Fact] public void Whoever_asks_twice_in_one_breath_is_decided_on_what_is_left() =>
        Given(Received(30), Reserved("s-1", 20))
            .When(Reserve("s-2", 20)).Refused("out-of-stock", RefusalKind.OutOfStock);

    [Fact] public void One_saga_cannot_hold_one_product_twice() =>
        Given(Received(30), Reserved("s-1", 20)).When(Reserve("s-1", 5)).Refused("reservation-differs");
}

public sealed class Bug_reservations_were_never_committed_and_never_expired : StockSpec
{
    [Fact] public void A_sale_deducts_what_it_held() => Assert.Equal(10,
        Given(Received(30), Reserved("s-1", 20)).When(Commit("s-1")).After.OnHand);

    [Fact] public void What_nobody_comes_for_is_available_again() => Assert.Equal(30,
        Given(Received(30), Reserved("s-1", 20)).When(stock => StockDecider.Expire(stock, "s-1")).After.Available);
}
