using PosSaga.Claims;
using PosSaga.Refunds;

namespace PosSaga.Tests.Claims;

public sealed class When_a_claim_is_opened : ClaimSpec
{
    [Fact] public void An_order_that_refuses_is_the_answer_and_nothing_is_recorded() =>
        Given().When(Told(Create(), Taken)).Refused("claim-nothing-left", RefusalKind.ClaimInvalid);

    [Fact] public void An_order_that_is_still_under_way_is_refused() =>
        Given().When(Told(Create(), UnderWay)).Refused("claim-order-under-way", RefusalKind.InvalidState);

    [Fact] public void Lines_without_an_order_are_refused() =>
        Given().When(Told(Create(null, lines: [OneCoffee])))
            .Refused("claim-lines-without-order", RefusalKind.ClaimInvalid);

    [Fact] public void The_same_key_with_another_content_is_refused_also_while_it_opens() =>
        Assert.All(
            new ClaimEvent[][] { [Opening()], [Opening(), NotOpened()], [Created()] },
            history => Given(history)
                .When(Told(Create(fingerprint: "g"))).Refused("idempotency-key-reused", RefusalKind.KeyReused));

    [Fact] public void One_that_lost_its_pieces_to_another_stays_refused_for_the_same_reason() =>
        Given(Opening(), NotOpened())
            .When(Told(Create(), Fits)).Refused("claim-nothing-left", RefusalKind.ClaimInvalid);

    [Fact] public void Without_an_order_it_is_there_at_once() =>
        Given().When(Told(Create(null))).Then(Created(null)).AndTheSameTwice();

    [Fact] public void The_log_says_so_before_the_order_is_asked_to_hold_anything() =>
        Given().When(Told(Create(), Fits)).Then(Opening()).AndTheSameTwice();

    [Fact] public void An_order_that_cannot_be_read_makes_it_wait_and_sends_nobody_away()
    {
        var after = Given().When(Told(Create(), Unreadable)).Then(Created()).After;
        Assert.Equal((ClaimStatus.Created, Enrichment.Pending), (after.Standing.Status, after.Standing.Enrichment));
    }

    [Fact] public void What_the_order_holds_is_recorded_with_its_creation()
    {
        var outcome = Given(Opening()).When(Read(Fits)).Then(Created(), Enriched());
        outcome.AndTheSameTwice();
        Assert.Equal((Enrichment.Complete, 3), (outcome.After.Standing.Enrichment, outcome.After.CreatedVersion));
    }

    [Fact] public void Pieces_that_went_to_another_meanwhile_end_it_before_it_began() =>
        Given(Opening()).When(Read(Taken)).Then(NotOpened()).AndTheSameTwice();

    [Fact] public void When_it_is_not_known_whether_pieces_are_held_there_is_a_claim_that_finds_out()
    {
        foreach (var reading in (OrderReading[])[Unreadable, UnderWay])
            Given(Opening()).When(Read(reading)).Then(Created()).AndTheSameTwice();
    }

    [Fact] public void The_order_is_read_later_and_completes_it() =>
        Given(Created()).When(Read(Fits)).Then(Enriched()).AndTheSameTwice();

    [Fact] public void An_order_that_does_not_go_with_it_leaves_it_without_one() =>
        Given(Created()).When(Read(Taken))
            .Then(new ClaimEvent.EnrichmentRefused(
                "Nothing of the order is left: it is in other claims, or cancelled.") { At = At })
            .AndTheSameTwice();

    [Fact] public void An_order_that_still_cannot_be_read_changes_nothing()
    {
        Given(Created()).When(Read(Unreadable)).Replayed();
        Given(Created()).When(Read(UnderWay)).Replayed();
    }

    [Fact] public void What_is_read_of_an_order_that_nobody_waits_for_changes_nothing()
    {
        Given(Created(null)).When(Read(Fits)).Replayed();
        Given(Handled(Created())).When(Read(Fits)).Then(Enriched());
        Given([.. Handled(Created()), Closed()]).When(Read(Fits)).Replayed();
    }

    [Fact] public void Goods_that_came_broken_come_back_broken_and_others_stay_with_the_customer() =>
        Assert.Equal(
            [Condition.Damaged, Condition.NotReturned, Condition.NotReturned, Condition.NotReturned],
            Enum.GetValues<ClaimType>().Select(type => ClaimContent.Of(Create() with { Type = type }).UsualCondition));

    [Fact] public void What_somebody_said_is_the_customers() =>
        Assert.Equal(
            ("demo/customer/c-1", "demo/customer/c-1"),
            Assert.IsType<ClaimEvent.Created>(
                Given().When(Told(Create(null, contact: new("Ana")))).Events.Single()) is var created
                ? (created.Description.Subject, created.Contact!.Subject)
                : default);
}
