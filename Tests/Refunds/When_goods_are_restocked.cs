using PosSaga.EventSourcing;
using PosSaga.Refunds;
using PosSaga.Tests.EventSourcing;

namespace PosSaga.Tests.Refunds;

/// <summary>The goods' side of a refund.</summary>
public sealed class When_goods_are_restocked : Spec<RefundStock, RefundStockEvent>
{
    private const long Position = 9;

    private static readonly IReadOnlyList<ClaimedGoods> Back = [.. ARefund.Order.Goods.Take(3)];

    private static readonly RefundStockEvent Restocked =
        new RefundStockEvent.Restocked("1", Back) { At = ARefund.At, Handled = Position };

    private static readonly RefundStockEvent RestockFailed =
        new RefundStockEvent.RestockFailed(ARefund.NotTakenBack) { At = ARefund.At, Handled = Position };

    // Not yet handled: the delivery goes on.
    private static readonly RefundStockEvent GivenUp =
        new RefundStockEvent.RestockGivenUp(ARefund.NotTakenBack, "1", Back, ARefund.Origin)
        { At = ARefund.At, Handled = 0 };

    private static readonly RefundStockEvent TakenBackOut =
        new RefundStockEvent.TakenBackOut("1", Back) { At = ARefund.At, Handled = Position };

    [Fact] public void One_no_is_a_no_to_all() =>
        Given(GivenUp).When(LetGo(null)).Then(RestockFailed).AndTheSameTwice();

    [Fact] public void It_is_written_down_before_anything_goes_out_again()
    {
        Given().When(Answered(ARefund.NotTakenBack)).Then(GivenUp).AndTheSameTwice();
        // And whoever finds everything in, on another silo, leaves it at that.
        Given(GivenUp).When(Answered(null)).Replayed();
        Given(Restocked).When(Answered(ARefund.NotTakenBack)).Replayed();
        Given(Restocked).When(LetGo(null)).Replayed();
    }

    [Fact] public void A_part_that_cannot_be_undone_is_for_a_person_until_it_can()
    {
        var stuck = Given(GivenUp).When(LetGo("restocked-goods-gone")).Then(NeedsOperator(ARefund.NotTakenBack));
        stuck.AndTheSameTwice();
        var waits = Given([GivenUp, .. stuck.Events]);
        waits.When(Nudged("restocked-goods-gone")).Replayed();
        waits.When(Nudged(null)).Then(RestockFailed).AndTheSameTwice();
    }

    [Fact] public void Lines_of_one_product_are_added_up_and_what_did_not_come_back_is_left_out() => Assert.Equal(
        [new("CAFE", 1, 2), new ReturnedPieces("MIEL", 0, 1)],
        RefundStockDecider.Pieces(RefundStockDecider.Returned(ARefund.Order)));

    [Fact] public void They_are_in_once() => Given().When(Answered(null)).Then(Restocked).AndTheSameTwice();

    [Fact] public void Nothing_that_came_back_is_accounted_for_all_the_same()
    {
        var nothing = ARefund.Order with { Goods = [.. ARefund.Order.Goods.Skip(3)] };
        Assert.Empty(RefundStockDecider.Pieces(RefundStockDecider.Returned(nothing)));
        Given().When(part => RefundStockDecider.Decide(part, nothing, null, ARefund.Origin, ARefund.At, Position))
            .Then(new RefundStockEvent.Restocked("1", []) { At = ARefund.At, Handled = Position });
    }

    [Fact] public void After_a_failed_settlement_they_go_out_again_once() =>
        Given(Restocked).When(Undone(null)).Then(TakenBackOut).AndTheSameTwice();

    [Fact] public void Sold_again_meanwhile_they_are_for_a_person_until_there_are_enough()
    {
        var stuck = Given(Restocked).When(Undone("restocked-goods-gone")).Then(NeedsOperator(null));
        stuck.AndTheSameTwice();
        Given([Restocked, .. stuck.Events]).When(Nudged(null)).Then(TakenBackOut).AndTheSameTwice();
    }

    [Fact] public void A_nudge_where_nothing_is_open_does_nothing() => Given(Restocked).When(Nudged(null)).Replayed();

    [Fact] public void A_history_that_does_not_fold_is_loud() =>
        Assert.Throws<PosSaga.Journal.JournalCorruptException>(() => Given(TakenBackOut));

    private static RefundStockEvent.NeedsOperator NeedsOperator(string? restockRefused) => new(
        "restocked-goods-gone", "1", Back, restockRefused, ARefund.Origin) { At = ARefund.At, Handled = Position };

    private static Func<RefundStock, Decision<RefundStockEvent>> Answered(string? refused) =>
        part => RefundStockDecider.Decide(part, ARefund.Order, refused, ARefund.Origin, ARefund.At, Position);

    private static Func<RefundStock, Decision<RefundStockEvent>> LetGo(string? refused) =>
        part => RefundStockDecider.DecideGivenUp(part, refused, ARefund.At, Position);

    private static Func<RefundStock, Decision<RefundStockEvent>> Undone(string? refused) =>
        part => RefundStockDecider.DecideUndo(part, refused, ARefund.Origin, ARefund.At, Position);

    private static Func<RefundStock, Decision<RefundStockEvent>> Nudged(string? refused) =>
        part => RefundStockDecider.DecideAgain(part, part.Attempt, refused, ARefund.At);
}
