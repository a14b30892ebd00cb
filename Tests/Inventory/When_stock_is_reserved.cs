using PosSaga.Inventory;

namespace PosSaga.Tests.Inventory;

public sealed class When_stock_is_reserved : StockSpec
{
    [Fact] public void More_than_is_available_is_refused_by_name_and_number()
    {
        var refusal = Given(Received(5), Reserved("s-1", 3)).When(Reserve("s-2", 3)).Refused("out-of-stock");
        Assert.Equal(("CAFE: 3 asked for, 2 available.", RefusalKind.OutOfStock), (refusal.Text, refusal.Kind));
    }

    [Theory, InlineData(0), InlineData(-5), InlineData(1_000_001), InlineData(int.MaxValue)]
    public void A_quantity_out_of_range_is_refused(int quantity) =>
        Given(Received(5)).When(Reserve("s-1", quantity)).Refused("quantity-out-of-range", RefusalKind.Validation);

    [Fact] public void The_same_reservation_for_another_quantity_is_somebodys_mistake() =>
        Given(Received(5), Reserved("s-1", 1))
            .When(Reserve("s-1", 2)).Refused("reservation-differs", RefusalKind.KeyReused);

    [Fact] public void The_last_piece_can_be_had() =>
        Given(Received(5), Reserved("s-1", 4)).When(Reserve("s-2", 1)).Then(Reserved("s-2", 1)).AndTheSameTwice();

    [Fact] public void It_is_recorded_once_for_ever() => Assert.Equal(
        new("reservation:s-1", "2"), KeyOf(Given(Received(5)).When(Reserve("s-1", 2))));
}

public sealed class When_a_reservation_is_asked_for_again_after_it_was_closed : StockSpec
{
    [Fact] public void One_given_up_before_it_arrived_is_refused() =>
        Given()
            .When(ReserveAgain("s-1", 2, StockKeys.Bar("s-1"))).Refused("reservation-barred", RefusalKind.InvalidState);

    [Fact] public void Another_quantity_is_somebodys_mistake() =>
        Given().When(ReserveAgain("s-1", 3, StockKeys.Made(Asking("s-1", 2))))
            .Refused("reservation-differs", RefusalKind.KeyReused);

    [Fact] public void The_same_is_answered_the_same_and_nothing_is_held_twice() =>
        Given().When(ReserveAgain("s-1", 2, StockKeys.Made(Asking("s-1", 2)))).Replayed();
}

public sealed class When_a_reservation_is_released : StockSpec
{
    [Fact] public void One_never_made_is_barred_under_the_key_of_the_late_original()
    {
        var outcome = Given(Received(5)).When(Release("s-1", ReservationFate.NeverMade)).Then(Barred("s-1"));
        Assert.Equal(StockKeys.Made(Asking("s-1", 2)).Key, KeyOf(outcome)!.Key);
        Assert.NotEqual(StockKeys.Made(Asking("s-1", 2)), KeyOf(outcome));
    }

    [Theory]
    [InlineData(ReservationFate.Released), InlineData(ReservationFate.Expired), InlineData(ReservationFate.Barred)]
    public void One_that_is_not_held_any_more_was_released_already(ReservationFate fate) =>
        Given(Received(5)).When(Release("s-1", fate)).Replayed();

    [Fact] public void One_whose_goods_are_sold_is_refused() =>
        Given(Received(5))
            .When(Release("s-1", ReservationFate.Committed)).Refused("reservation-committed", RefusalKind.InvalidState);

    [Fact] public void One_that_is_being_closed_elsewhere_is_asked_for_again() =>
        Given(Received(5))
            .When(Release("s-1", ReservationFate.Held)).Refused("reservation-in-motion", RefusalKind.Unavailable);

    [Fact] public void The_goods_are_available_again()
    {
        var after = Given(Received(5), Reserved("s-1", 3)).When(Release("s-1")).Then(Released("s-1", 3)).After;
        Assert.Equal((5, 0, 5), (after.OnHand, after.Reserved, after.Available));
        Assert.Empty(after.Open);
    }
}

public sealed class When_a_reservation_is_committed : StockSpec
{
    [Theory]
    [InlineData(ReservationFate.NeverMade), InlineData(ReservationFate.Barred)]
    [InlineData(ReservationFate.Released), InlineData(ReservationFate.Expired)]
    public void One_that_is_not_held_is_refused(ReservationFate fate) =>
        Given(Received(5)).When(Commit("s-1", fate)).Refused("reservation-not-held", RefusalKind.InvalidState);

    [Fact] public void One_committed_before_is_not_deducted_twice() =>
        Given(Received(5)).When(Commit("s-1", ReservationFate.Committed)).Replayed();

    [Fact] public void One_that_is_being_closed_elsewhere_is_asked_for_again() =>
        Given(Received(5))
            .When(Commit("s-1", ReservationFate.Held)).Refused("reservation-in-motion", RefusalKind.Unavailable);

    [Fact] public void It_becomes_a_deduction()
    {
        var after = Given(Received(5), Reserved("s-1", 3)).When(Commit("s-1")).Then(Committed("s-1", 3)).After;
        Assert.Equal((2, 0, 2), (after.OnHand, after.Reserved, after.Available));
    }
}

public sealed class When_a_reservation_expires : StockSpec
{
    [Fact] public void One_closed_meanwhile_is_left_alone() =>
        Given(Received(5)).When(stock => StockDecider.Expire(stock, "s-1")).Replayed();

    [Fact] public void Its_goods_are_available_again() =>
        Given(Received(5), Reserved("s-1", 3)).When(stock => StockDecider.Expire(stock, "s-1"))
            .Then(Expired("s-1", 3)).AndTheSameTwice();
}
