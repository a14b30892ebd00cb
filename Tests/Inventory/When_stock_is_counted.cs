using PosSaga.Inventory;

namespace PosSaga.Tests.Inventory;

public sealed class When_stock_is_counted : StockSpec
{
    [Fact] public void More_than_is_available_cannot_be_taken() =>
        Given(Received(5), Reserved("s-1", 3)).When(Adjust(-3)).Refused("stock-below-reserved", RefusalKind.Conflict);

    [Theory, InlineData(int.MinValue), InlineData(int.MaxValue), InlineData(-1_000_001)]
    public void A_delta_out_of_range_is_refused(int delta) =>
        Given(Received(5)).When(Adjust(delta)).Refused("quantity-out-of-range", RefusalKind.Validation);

    [Fact] public void An_adjustment_of_nothing_is_refused() =>
        Given(Received(5)).When(Adjust(0)).Refused("delta-zero", RefusalKind.Validation);

    [Theory, InlineData(0), InlineData(-1), InlineData(1_000_001)]
    public void A_delivery_out_of_range_is_refused(int quantity) =>
        Given().When(Receive(quantity)).Refused("quantity-out-of-range", RefusalKind.Validation);

    [Fact] public void A_negative_threshold_is_refused() =>
        Given().When(Threshold(-1)).Refused("threshold-out-of-range", RefusalKind.Validation);

    [Fact] public void A_threshold_is_set_once() =>
        Given().When(Threshold(7)).Then(new StockEvent.ThresholdChanged(7)).AndTheSameTwice();

    [Fact] public void All_that_is_not_reserved_can_be_taken() => Assert.Equal(0,
        Given(Received(5), Reserved("s-1", 3))
            .When(Adjust(-2)).Then(new StockEvent.Adjusted(-2, "counted")).After.Available);

    [Fact] public void With_a_key_the_event_keeps_the_answer_for_the_repetition()
    {
        var received = Given(Received(5), Reserved("s-1", 3)).When(Receive(10, key: "k"))
            .Then(new StockEvent.Received(10, "po-1", new StockLevels(15, 3, 0, null)));
        Assert.Equal(new("client:k", "f"), KeyOf(received));

        var adjusted = Given(Received(5)).When(Adjust(-1, key: "k"))
            .Then(new StockEvent.Adjusted(-1, "counted", new StockLevels(4, 0, 0, null)));
        Assert.Equal(new("client:k", "f"), KeyOf(adjusted));
    }

    [Fact] public void Without_a_key_it_does_not() => Assert.Null(KeyOf(Given().When(Receive(10)).Then(Received(10))));

    [Fact] public void A_clients_key_never_meets_that_of_a_reservation() => Assert.NotEqual(
        StockKeys.OfReservation("s-1"), StockKeys.OfClient("reservation:s-1", null)!.Key);

    private static Func<Stock, PosSaga.EventSourcing.Decision<StockEvent>> Threshold(int threshold) =>
        stock => StockDecider.Decide(stock, new SetThreshold(Saga, threshold));
}

/// <summary>A history that cannot be folded is a defect, and loud.</summary>
public sealed class When_the_history_of_a_stock_makes_no_sense : StockSpec
{
    [Fact] public void More_reserved_than_there_is_does_not_fold() =>
        Assert.Throws<InvalidOperationException>(() => Given(Received(1), Reserved("s-1", 2)));

    [Fact] public void A_release_of_nothing_does_not_fold() =>
        Assert.Throws<InvalidOperationException>(() => Given(Received(1), Released("s-1", 1)));

    [Fact] public void A_commitment_of_another_quantity_does_not_fold() =>
        Assert.Throws<InvalidOperationException>(() => Given(Received(5), Reserved("s-1", 2), Committed("s-1", 1)));

    [Fact] public void A_reservation_made_twice_does_not_fold() =>
        Assert.ThrowsAny<Exception>(() => Given(Received(5), Reserved("s-1", 1), Reserved("s-1", 2)));
}
