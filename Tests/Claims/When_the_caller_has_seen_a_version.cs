using PosSaga.Refunds;

namespace PosSaga.Tests.Claims;

public sealed class When_the_caller_has_seen_a_version : ClaimSpec
{
    [Fact] public void A_claim_that_somebody_changed_since_is_left_alone() =>
        Given(Created(null), Assigned())
            .When(Told(Start(seen: 1))).Refused("claim-changed", RefusalKind.PreconditionFailed);

    [Fact] public void A_version_that_is_still_to_come_was_not_seen() =>
        Given(Created(null)).When(Told(Assign(seen: 2))).Refused("claim-changed");

    [Fact] public void A_stale_caller_is_told_so_before_anything_about_the_state() =>
        Given(Created(null), Assigned()).When(Told(Close(seen: 1))).Refused("claim-changed");

    [Fact] public void The_present_version_passes() =>
        Given(Created(null), Assigned()).When(Told(Start(seen: 2))).Then(Started());

    [Fact] public void What_came_by_itself_spoils_nothing()
    {
        var history = Handled(Created(), Enriched()).Append(RefundRequested())
            .Concat([Moved(RefundStatus.Settled, null, 41), Moved(RefundStatus.Completed, null, 43)]).ToArray();
        Given(history).When(Told(Close(seen: 6))).Then(Closed());
        Given(history).When(Told(Close(seen: 7))).Then(Closed());
        Given(history).When(Told(Close(seen: 5))).Refused("claim-changed");
    }
}
