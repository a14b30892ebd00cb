using PosSaga.Claims;
using PosSaga.Refunds;

namespace PosSaga.Tests.Claims;

/// <summary>What is left to do after each history, and that letting go ends it.</summary>
public sealed class What_a_claim_does_by_itself : ClaimSpec
{
    private static readonly ClaimEvent[] Refunded = [.. Handled(Created(), Enriched()), RefundRequested()];

    [Fact] public void Nothing_without_an_order() =>
        Assert.Equal(ClaimPendingAction.None, After([.. Handled(Created(null)), Closed()]));

    [Fact] public void It_opens() => Assert.Equal(ClaimPendingAction.Open, After(Opening()));

    [Fact] public void It_reads_the_order_as_long_as_it_is_not_closed()
    {
        Assert.Equal(ClaimPendingAction.Enrich, After(Created()));
        Assert.Equal(ClaimPendingAction.Enrich, After(Handled(Created())));
        Assert.Equal(ClaimPendingAction.None, After(Created(), Enriched()));
    }

    [Fact] public void It_lets_go_of_what_it_may_hold_although_it_was_refused()
    {
        Assert.Equal(ClaimPendingAction.LetGo, After(Opening(), NotOpened()));
        Assert.Equal(ClaimPendingAction.LetGo, After(Created(), EnrichmentRefused()));
    }

    [Fact] public void It_lets_go_when_it_is_closed_without_a_refund()
    {
        Assert.Equal(ClaimPendingAction.LetGo, After([.. Handled(Created(), Enriched()), Closed()]));
        Assert.Equal(ClaimPendingAction.LetGo, After([.. Handled(Created()), Closed()]));
        Assert.Equal(ClaimPendingAction.None, After([.. Handled(Created(), Enriched()), Closed(), LetGo()]));
    }

    [Theory]
    [InlineData(RefundStatus.Requested)]
    [InlineData(RefundStatus.Settled)]
    [InlineData(RefundStatus.Completed)]
    [InlineData(RefundStatus.NeedsOperator)]
    [InlineData(RefundStatus.Released)]
    public void It_keeps_pieces_that_were_refunded_or_may_yet_be(RefundStatus status) =>
        Assert.Equal(ClaimPendingAction.None, After([.. Refunded, Moved(status), Closed()]));

    [Fact] public void It_lets_go_of_pieces_whose_refund_failed_whichever_comes_first()
    {
        Assert.Equal(ClaimPendingAction.LetGo, After([.. Refunded, Closed(), Moved(RefundStatus.Failed)]));
        Assert.Equal(ClaimPendingAction.LetGo, After([.. Refunded, Moved(RefundStatus.Failed), Closed()]));
        Assert.Equal(ClaimPendingAction.None, After([.. Refunded, Moved(RefundStatus.Failed)]));
    }

    [Fact] public void Reopened_it_wants_the_same_pieces_anew_and_cannot_be_refunded_before()
    {
        ClaimEvent[] history = [.. Handled(Created(), Enriched()), Closed(), LetGo(), Reopened()];
        var claim = Given(history).State;
        Assert.Equal(
            (ClaimPendingAction.Enrich, Enrichment.Pending, (long)history.Length),
            (claim.Standing.PendingAction, claim.Standing.Enrichment, claim.Wish));
        Assert.Equal([OneCoffee], claim.Lines);
        Given([.. history, Started(), Resolved()]).When(Told(Refund())).Refused("claim-enrichment-pending");
        Given([.. history, Enriched(), Started(), Resolved()]).When(Told(Refund())).Then(RefundRequested());
    }

    [Fact] public void Reopened_without_having_been_closed_it_still_has_its_pieces() =>
        Assert.Equal(ClaimPendingAction.None, After([.. Handled(Created(), Enriched()), Reopened()]));

    [Fact] public void Reopened_after_its_order_was_refused_it_wants_nothing() =>
        Assert.Equal(
            ClaimPendingAction.None, After([.. Handled(Created(), EnrichmentRefused(), LetGo()), Closed(), Reopened()]));

    [Fact] public void It_is_not_reopened_where_others_hold_its_pieces_by_now() =>
        Given([.. Handled(Created(), Enriched()), Closed(), LetGo()]).When(Told(Reopen(), Taken))
            .Refused("claim-cannot-reopen", RefusalKind.Conflict);

    [Fact] public void An_order_that_cannot_be_read_does_not_keep_it_closed() =>
        Given([.. Handled(Created(), Enriched()), Closed(), LetGo()]).When(Told(Reopen(), Unreadable)).Then(Reopened());

    [Fact] public void Closed_before_its_order_was_read_it_waits_for_it_no_longer()
    {
        var claim = Given([.. Handled(Created()), Closed(), LetGo()]).State;
        Assert.Equal((ClaimPendingAction.None, Enrichment.None), (claim.Standing.PendingAction, claim.Standing.Enrichment));
    }

    [Fact] public void Letting_go_is_recorded_once_and_only_where_it_is_due()
    {
        Given([.. Handled(Created(), Enriched()), Closed()]).When(claim => ClaimDecider.LetGo(claim, At)).Then(LetGo())
            .AndTheSameTwice();
        Given(Created(), Enriched()).When(claim => ClaimDecider.LetGo(claim, At)).Replayed();
    }

    private static ClaimPendingAction After(params ClaimEvent[] history) => Given(history).State.Standing.PendingAction;
}
