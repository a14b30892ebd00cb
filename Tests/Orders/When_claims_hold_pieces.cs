using PosSaga.Carts;
using PosSaga.Claims;
using PosSaga.EventSourcing;
using PosSaga.Orders;
using PosSaga.Refunds;

namespace PosSaga.Tests.Orders;

public sealed class When_claims_hold_pieces : OrderSpec
{
    [Fact] public void An_order_that_does_not_exist_holds_nothing()
    {
        foreach (var history in (OrderEvent[][])[[], [Barred()]])
        {
            Given(history).When(Hold("a", Coffee(1))).Refused("order-not-found", RefusalKind.NotFound);
            Given(history).When(LetGo("a")).Refused("order-not-found", RefusalKind.NotFound);
        }
    }

    [Fact] public void An_order_that_was_taken_back_holds_nothing() =>
        Given(Confirmed(), Withdrawn())
            .When(Hold("a", Coffee(1))).Refused("claim-order-cancelled", RefusalKind.ClaimInvalid);

    [Fact] public void Another_customers_claim_is_refused() =>
        Given(Confirmed())
            .When(Hold("a", "c-2", 1, Coffee(1))).Refused("claim-customer-differs", RefusalKind.ClaimInvalid);

    [Fact] public void What_was_not_bought_is_refused() =>
        Given(Confirmed()).When(Hold("a", new ClaimLine("MIEL", 1, Condition.Damaged)))
            .Refused("claim-line-not-in-order", RefusalKind.ClaimInvalid);

    [Fact] public void More_than_was_bought_is_refused_and_nothing_of_it_is_held()
    {
        Given(Confirmed()).When(Hold("a", Coffee(3))).Refused("claim-line-too-many", RefusalKind.ClaimInvalid);
        Given(Confirmed()).When(Hold("a", Coffee(1), Coffee(2))).Refused("claim-line-too-many");
        Given(Confirmed()).When(Hold("a", Coffee(0))).Refused("claim-line-too-many");
    }

    [Fact] public void More_than_others_left_is_refused() =>
        Given(Confirmed(), Held("a", 1, Paid(1, 1299))).When(Hold("b", Coffee(2))).Refused("claim-line-too-many");

    [Fact] public void Nothing_left_is_refused() =>
        Given(Confirmed(), Held("a", 1, Paid(2, 2598)))
            .When(Hold("b")).Refused("claim-nothing-left", RefusalKind.ClaimInvalid);

    [Fact] public void More_claims_than_an_honest_order_has_are_refused()
    {
        IEnumerable<OrderEvent> many =
            [Confirmed(), .. Enumerable.Range(0, OrderDecider.MaxClaims).Select(i => LetGone($"x{i}", 1))];
        Given([.. many]).When(Hold("a", Coffee(1))).Refused("claim-order-has-too-many", RefusalKind.ClaimInvalid);
        Given([.. many]).When(Hold("x7", 2, Coffee(1))).Then(Held("x7", 2, Paid(1, 1299)));
    }

    [Fact] public void Pieces_are_held_with_what_was_paid_for_them() =>
        Given(Confirmed()).When(Hold("a", Coffee(1), Coffee(1) with { Condition = Condition.Resellable }))
            .Then(Held("a", 1, Paid(1, 1299), Paid(1, 1299) with { Condition = Condition.Resellable }))
            .AndTheSameTwice();

    [Fact] public void Without_lines_it_is_whatever_the_others_left() =>
        Given(Confirmed(), Held("a", 1, Paid(1, 1299))).When(Hold("b"))
            .Then(Held("b", 1, Paid(1, 1299) with { Condition = Condition.NotReturned }))
            .AndTheSameTwice();

    [Fact] public void A_repetition_is_answered_also_after_the_order_was_taken_back() =>
        Given(Confirmed(), Held("a", 1, Paid(1, 1299)), Withdrawn()).When(Hold("a", Coffee(1))).Replayed();

    [Fact] public void Pieces_that_were_let_go_are_free_for_others() =>
        Given(Confirmed(), Held("a", 1, Paid(2, 2598)), LetGone("a", 1)).When(Hold("b", Coffee(2)))
            .Then(Held("b", 1, Paid(2, 2598)));

    [Fact] public void Letting_go_of_what_was_never_held_succeeds_and_refuses_the_late_original()
    {
        var letGo = Given(Confirmed()).When(LetGo("a")).Then(LetGone("a", 1));
        letGo.AndTheSameTwice();
        new Situation(letGo.After).When(Hold("a", Coffee(1))).Refused("claim-hold-barred", RefusalKind.Conflict);
    }

    [Fact] public void A_later_wish_takes_the_place_of_an_earlier_one()
    {
        Given(Confirmed(), Held("a", 1, Paid(2, 2598))).When(Hold("a", 5, Coffee(1))).Then(Held("a", 5, Paid(1, 1299)))
            .AndTheSameTwice();
        Given(Confirmed(), Held("a", 1, Paid(2, 2598)), LetGone("a", 4)).When(Hold("a", 5, Coffee(1)))
            .Then(Held("a", 5, Paid(1, 1299)));
    }

    [Fact] public void Letting_an_earlier_wish_go_leaves_a_later_one_alone() =>
        Given(Confirmed(), Held("a", 5, Paid(1, 1299))).When(LetGo("a", 4)).Replayed();

    [Fact] public void It_is_claimed_as_long_as_somebody_holds_something()
    {
        Assert.Empty(Given(Confirmed()).State.Holders);
        Assert.Equal(["a"], Given(Confirmed(), Held("a", 1, Paid(1, 1299))).State.Holders);
        Assert.Empty(Given(Confirmed(), Held("a", 1, Paid(1, 1299)), LetGone("a", 1)).State.Holders);
    }

    private static ClaimLine Coffee(int quantity) => new("CAFE", quantity, Condition.Damaged);

    private static ClaimedGoods Paid(int quantity, long cents) =>
        new("CAFE", "Café", quantity, Condition.Damaged, new(cents));

    private static OrderEvent.PiecesHeld Held(string claim, long wish, params ClaimedGoods[] goods) =>
        new OrderEvent.PiecesHeld(claim, wish, goods);

    private static OrderEvent.PiecesLetGo LetGone(string claim, long wish) => new OrderEvent.PiecesLetGo(claim, wish);

    private static Func<Order, Decision<OrderEvent>> Hold(string claim, params ClaimLine[] lines) =>
        Hold(claim, 1, lines);

    private static Func<Order, Decision<OrderEvent>> Hold(string claim, long wish, params ClaimLine[] lines) =>
        Hold(claim, "c-1", wish, lines);

    private static Func<Order, Decision<OrderEvent>> Hold(
        string claim, string customer, long wish, params ClaimLine[] lines) =>
        order => OrderDecider.Decide(order, new HoldForClaim(Saga, claim, wish, customer, lines, Condition.NotReturned));

    private static Func<Order, Decision<OrderEvent>> LetGo(string claim, long wish = 1) =>
        order => OrderDecider.Decide(order, new ReleaseHold(Saga, claim, wish));
}
