using PosSaga.Inventory;

namespace PosSaga.Tests.Inventory;

public sealed class When_goods_of_a_refund_come_back : StockSpec
{
    [Theory, InlineData(0, 0), InlineData(-1, 2), InlineData(2, -1), InlineData(1_000_001, 0)]
    public void Quantities_out_of_range_are_refused(int resellable, int damaged) =>
        Given(Received(10)).When(Restock("r-1", resellable, damaged))
            .Refused("quantity-out-of-range", RefusalKind.Validation);

    [Fact] public void A_store_that_does_not_take_them_says_no() =>
        Given(Received(10))
            .When(Restock("r-1", 1, 0, accepted: false)).Refused("restock-refused", RefusalKind.Conflict);

    [Fact] public void Resellable_ones_are_on_hand_and_damaged_ones_apart()
    {
        var back = Given(Received(10)).When(Restock("r-1", 2, 3)).Then(Restocked("r-1", 2, 3));
        Assert.Equal((12, 3, 12), (back.After.OnHand, back.After.Damaged, back.After.Available));
        Assert.Equal("restock:r-1", KeyOf(back)!.Key);
    }

    [Theory]
    [InlineData(RestockFate.MadeOtherwise, "restock-differs")]
    [InlineData(RestockFate.Barred, "restock-undone")]
    [InlineData(RestockFate.TakenBackOut, "restock-undone")]
    public void Again_they_are_refused_when_they_were_other_or_undone(RestockFate fate, string code) =>
        Given(Received(10)).When(RestockAgain("r-1", fate)).Refused(code);

    [Fact] public void Again_they_are_counted_once() =>
        Given(Received(10), Restocked("r-1", 1, 1)).When(RestockAgain("r-1", RestockFate.Made)).Replayed();
}

public sealed class When_restocked_goods_are_taken_back_out : StockSpec
{
    [Fact] public void Those_that_are_sold_again_meanwhile_are_not() =>
        Given(Received(1), Restocked("r-1", 2, 0), Reserved("s-1", 2)).When(TakeBackOut("r-1", 2, 0))
            .Refused("restocked-goods-gone", RefusalKind.Conflict);

    // Only where the look-up is older than the state: the same command went through beside it.
    [Fact] public void Damaged_ones_that_are_out_already_are_refused_rather_than_counted_below_zero() =>
        Given(Received(10), Restocked("r-1", 0, 2), TakenBackOut("r-1", 0, 2)).When(TakeBackOut("r-1", 0, 2))
            .Refused("restocked-goods-gone", RefusalKind.Conflict);

    [Fact] public void Other_quantities_than_came_are_refused() => Given(Received(10), Restocked("r-1", 2, 0))
        .When(TakeBackOut("r-1", 1, 0, RestockFate.MadeOtherwise)).Refused("restock-differs");

    [Fact] public void Both_kinds_go()
    {
        var out_ = Given(Received(10), Restocked("r-1", 2, 3))
            .When(TakeBackOut("r-1", 2, 3)).Then(TakenBackOut("r-1", 2, 3));
        Assert.Equal((10, 0), (out_.After.OnHand, out_.After.Damaged));
        Assert.Equal("take-back-out:r-1", KeyOf(out_)!.Key);
    }

    [Fact] public void What_never_came_is_barred_under_the_key_of_the_original()
    {
        var barred = Given(Received(10)).When(TakeBackOut("r-1", 2, 3, RestockFate.NeverMade))
            .Then(new StockEvent.RestockBarred("r-1"));
        Assert.Equal("restock:r-1", KeyOf(barred)!.Key);
        Assert.Equal(10, barred.After.OnHand);
    }

    [Theory, InlineData(RestockFate.Barred), InlineData(RestockFate.TakenBackOut)]
    public void Again_nothing_happens(RestockFate fate) =>
        Given(Received(10)).When(TakeBackOut("r-1", 2, 3, fate)).Replayed();

    [Fact] public void A_history_that_takes_more_than_is_there_is_loud() =>
        Assert.Throws<InvalidOperationException>(() => Given(Received(10), TakenBackOut("r-1", 0, 1)));
}
