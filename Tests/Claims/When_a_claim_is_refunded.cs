using PosSaga.Claims;
using PosSaga.Refunds;

namespace PosSaga.Tests.Claims;

public sealed class When_a_claim_is_refunded : ClaimSpec
{
    private static readonly RefundOrder Order =
        new(Id, Id, "o-1", "p-1", "1", "c-1", ClaimType.ProductDefect, 0.14975m, [PaidCoffee]);

    private static readonly ClaimEvent[] Requested = [.. Handled(Created(), Enriched()), RefundRequested()];

    [Fact] public void The_refund_says_everything_that_the_others_need() =>
        Given(Handled(Created(), Enriched()))
            .When(Told(Refund(key: "k-1"))).Then(RefundRequested("k-1")).AndTheSameTwice();

    [Fact] public void Shipping_and_goodwill_go_back_with_it_as_far_as_the_sale_had_them()
    {
        var extras = new RefundExtras(Shipping: true, new Money(500), "Came late twice.");
        var command = new RefundClaim(Agent, At, Extras: extras);
        var shipped = new ClaimEvent.Enriched("1", "p-1", 0.14975m, [PaidCoffee], new Money(999)) { At = At };
        Given(Handled(Created(), shipped)).When(Told(command)).Then(new ClaimEvent.RefundRequested(
            Order with { Shipping = new(999), Goodwill = new(500) }, null, Text("Came late twice.")) { At = At });
        Given(Handled(Created(), Enriched())).When(Told(command)).Then(new ClaimEvent.RefundRequested(
            Order with { Goodwill = new(500) }, null, Text("Came late twice.")) { At = At });
        Given(Handled(Created(), shipped)).When(Told(new RefundClaim(Agent, At, Extras: new(Shipping: true)))).Then(
            new ClaimEvent.RefundRequested(Order with { Shipping = new(999) }) { At = At });
    }

    [Fact] public void Asked_for_again_it_is_the_refund_that_exists_whatever_version_the_caller_saw() =>
        Given(Requested).When(Told(Refund(seen: 5))).Replayed();

    [Fact] public void A_refusal_is_final_for_its_key_and_for_no_other()
    {
        var no = ClaimRefusals.NotAllowedWhile(ClaimStatus.Created, "refunded");
        ClaimEvent refused = new ClaimEvent.RefundRefused(no) { At = At };
        Given(Created(), Enriched()).When(Told(Refund(key: "k-1"))).Then(refused);
        Given(Created(), Enriched()).When(Told(Refund())).Refused(no.Code);
        Given(Handled(Created(), Enriched(), refused)).When(Told(Refund(key: "k-2"))).Then(RefundRequested("k-2"));
        // The order will say what there is to refund: not yet the last word.
        Given(Handled(Created())).When(Told(Refund(key: "k-1"))).Refused("claim-enrichment-pending");
    }

    [Fact] public void A_refusal_that_is_remembered_leaves_the_claim_as_it_was()
    {
        var before = Given(Handled(Created(), Enriched())).State;
        ClaimEvent[] answers =
        [
            new ClaimEvent.RefundRefused(ClaimRefusals.NoOrder) { At = At.AddDays(1) },
            new ClaimEvent.AssignmentKept("a-1") { At = At.AddDays(1) },
        ];
        foreach (var answer in answers)
        {
            var after = before.Apply(answer);
            Assert.Equal(
                (before.Standing, before.Times, before.AssignedAgent, before.EditedVersion, before.Version + 1),
                (after.Standing, after.Times, after.AssignedAgent, after.EditedVersion, after.Version));
        }
    }

    [Fact] public void What_the_participants_say_is_followed()
    {
        var amounts = new RefundAmounts(new(1299), new(0), new(195), new(1494));
        (object Said, RefundStatus Status, string? Failure)[] table =
        [
            (new RefundPaymentEvent.Rejected(Order, "empty") { At = At, Handled = 1 }, RefundStatus.Rejected, "empty"),
            (new RefundStockEvent.RestockFailed("no") { At = At, Handled = 1 }, RefundStatus.Reserved, "no"),
            (new RefundPaymentEvent.Settled(new(1494)) { At = At, Handled = 1 }, RefundStatus.Settled, null),
            (new RefundPaymentEvent.Released(new(1494), "no") { At = At, Handled = 1 }, RefundStatus.Released, "no"),
            (new RefundPaymentEvent.SettlementFailed(new(1494), "no") { At = At, Handled = 1 },
                RefundStatus.Released, "no"),
            (new RefundEvent.Completed(new(1494)) { At = At, Handled = 1 }, RefundStatus.Completed, null),
            (new RefundEvent.Failed("no") { At = At, Handled = 1 }, RefundStatus.Failed, "no"),
            (new RefundEvent.NeedsOperator("stuck") { At = At, Handled = 1 }, RefundStatus.NeedsOperator, "stuck"),
        ];
        foreach (var (said, status, failure) in table)
            Given(Requested).When(Hears(said, 41)).Then(Moved(status, failure, 41)).AndTheSameTwice();

        Given(Requested)
            .When(Hears(new RefundPaymentEvent.Reserved(Order, amounts) { At = At, Handled = 1 })).Replayed();
        Given(Requested).When(Hears(RefundRequested())).Replayed();
    }

    [Fact] public void Nothing_comes_after_its_end()
    {
        foreach (var end in (RefundStatus[])[RefundStatus.Completed, RefundStatus.Failed])
            Given([.. Requested, Moved(end)])
                .When(Hears(new RefundEvent.NeedsOperator("late") { At = At, Handled = 1 }, 50)).Replayed();
    }

    [Fact] public void It_goes_on_from_where_an_operator_was_needed() =>
        Given([.. Requested, Moved(RefundStatus.NeedsOperator, "stuck")])
            .When(Hears(new RefundPaymentEvent.Settled(new(1494)) { At = At, Handled = 1 }, 60))
            .Then(Moved(RefundStatus.Settled, null, 60));

    [Fact] public void A_refund_that_is_none_of_its_own_is_not_followed()
    {
        var said = Hears(new RefundEvent.Completed(new(1)) { At = At, Handled = 1 });
        Given().When(said).Replayed();
        Given(Created(), Enriched()).When(said).Replayed();
    }

    [Fact] public void It_knows_how_far_it_has_followed() =>
        Assert.Equal(
            44,
            Given([.. Requested, Moved(RefundStatus.Settled, null, 42), Moved(RefundStatus.Completed, null, 44)])
                .State.HandledUpTo);
}
