using PosSaga.Claims;
using PosSaga.Refunds;
using PosSaga.Tests.Runtime;

namespace PosSaga.Tests.Claims;

/// <summary>Claims about a real order, one after the other.</summary>
public abstract class ClaimGrainTests(GrainHost host)
{
    public sealed class Simulated() : ClaimGrainTests(GrainHost.Simulator);

    [Collection(GrainWorlds.Name), Trait(Categories.Name, Categories.System)]
    public sealed class OnACluster() : ClaimGrainTests(GrainHost.Cluster);

    private static readonly ClaimLine OneCoffee = new("CAFE", 1, Condition.Damaged);

    private readonly ClaimWorld _world = new(host);

    [Theory]
    [InlineData("s-2", "c-1", "order-not-found")]
    [InlineData("s-1", "c-2", "claim-customer-differs")]
    public void What_does_not_fit_is_refused_and_nothing_is_recorded(string orderId, string customer, string code) =>
        _world.Run(async () =>
        {
            var before = await _world.Silo.Journal.Head();
            Assert.Equal(code, (await _world.Claim().Create(_world.About(orderId, customer))).Refusal!.Code);
            Assert.Equal("claim-not-found", (await _world.Refund()).Refusal!.Code);
            Assert.Null(await _world.Claim().Get());
            Assert.Null(await _world.Claim().Resume());
            Assert.Null(await _world.Claim().GetAsOf(_world.Silo.Time.GetUtcNow()));
            Assert.Equal("claim-not-found", (await _world.Claim().PreviewRefund()).Refusal!.Code);
            Assert.Equal(before, await _world.Silo.Journal.Head());
        });

    [Fact] public void An_order_that_failed_is_refused() => _world.Silo.Run(async () =>
    {
        await _world.Silo.Start("tok_declined");
        await _world.Silo.End();
        var no = (await _world.Create("cl-1")).Refusal!;
        Assert.Equal(("claim-order-failed", RefusalKind.ClaimInvalid), (no.Code, no.Kind));
    });

    [Fact] public void An_order_that_is_under_way_is_refused_until_it_is_confirmed() => _world.Silo.Run(async () =>
    {
        await _world.Silo.Start();
        var no = (await _world.Create("cl-1")).Refusal!;
        Assert.Equal(("claim-order-under-way", RefusalKind.InvalidState), (no.Code, no.Kind));
        await _world.Silo.End();
        Assert.True((await _world.Create("cl-1")).IsDone);
    });

    [Fact] public void It_carries_what_the_order_says() => _world.Run(async () =>
    {
        var claim = (await _world.Create("cl-1")).Value!;
        Assert.Equal(
            (ClaimStatus.Created, Enrichment.Complete, "1", "s-1", "s-1"),
            (claim.Status, claim.Enrichment, claim.StoreId, claim.PaymentId, claim.OrderId));
        Assert.Equal(
            [
                new("CAFE", "CAFE", 2, Condition.Damaged, new(2598)),
                new("MIEL", "MIEL", 1, Condition.Damaged, new(1599)),
            ],
            claim.Goods);
        Assert.Equal([new("CAFE", 2, Condition.Damaged), new("MIEL", 1, Condition.Damaged)], claim.Lines);
        Assert.Equal(["claim.opening/1", "claim.created/1", "claim.enriched/1"], await _world.Log());
    });

    [Fact] public void Created_again_it_is_answered_as_it_was_first_answered() => _world.Run(async () =>
    {
        var command = _world.About(lines: OneCoffee);
        var first = await _world.Claim().Create(command);
        await _world.Resolved();
        await _world.KillAll();
        var again = await _world.Claim().Create(command);
        Assert.Equal((false, true), (first.Replayed, again.Replayed));
        Assert.Equivalent(first.Value, again.Value, strict: true);
        Assert.Equal(
            "idempotency-key-reused", (await _world.Claim().Create(command with { Fingerprint = "g" })).Refusal!.Code);
    });

    [Fact] public void Of_a_hundred_refund_requests_at_once_one_starts_the_refund() => _world.Run(async () =>
    {
        await _world.Create("cl-1", OneCoffee);
        await _world.Resolved();
        var answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(i => _world.Refund(key: $"k-{i}")));
        Assert.Single(answers, answer => !answer.Replayed);
        Assert.All(answers, answer => Assert.Equal("cl-1", answer.Value!.RefundId));
        Assert.Single(answers.Select(answer => answer.Value!.RefundKey).Distinct());
        Assert.Single(await _world.Log(), type => type == "claim.refund-requested/1");
    });

    [Fact] public void The_preview_asks_the_payment_what_is_left() => _world.Run(async () =>
    {
        await _world.Create("cl-1", OneCoffee);
        Assert.Equal(
            new RefundAmounts(new(1299), new(0), new(195), new(1494)), (await _world.Claim().PreviewRefund()).Value);
        await _world.Claim("cl-2").Create(_world.About(type: ClaimType.ServiceComplaint));
        // 12.99 × 0.3 and 15.99 × 0.3, the fee, and the tax of Quebec.
        Assert.Equal(
            new RefundAmounts(new(870), new(299), new(130), new(701)),
            (await _world.Claim("cl-2").PreviewRefund()).Value);
        await _world.Claim("cl-3").Create(_world.About(null));
        Assert.Equal("claim-without-order", (await _world.Claim("cl-3").PreviewRefund()).Refusal!.Code);
    });

    [Fact] public void It_is_shown_as_it_was_at_a_time() => _world.Run(async () =>
    {
        var before = _world.Silo.Time.GetUtcNow();
        await _world.Silo.Wait(60);
        await _world.Create("cl-1");
        var created = _world.Silo.Time.GetUtcNow();
        await _world.Silo.Wait(60);
        var resolved = await _world.Resolved();
        await _world.Silo.Wait(60);
        await _world.Close();

        Assert.Null(await _world.Claim().GetAsOf(before));
        Assert.Equal((ClaimStatus.Created, 3), Standing(await _world.Claim().GetAsOf(created)));
        Assert.Equivalent(
            resolved, await _world.Claim().GetAsOf(_world.Silo.Time.GetUtcNow() - TimeSpan.FromSeconds(30)));
        Assert.Equal(
            (ClaimStatus.Closed, 8), Standing(await _world.Claim().GetAsOf(_world.Silo.Time.GetUtcNow().AddYears(1))));
    });

    [Fact] public void A_command_with_a_key_is_answered_once_and_then_again_as_it_was() => _world.Run(async () =>
    {
        await _world.Create("cl-1");
        var at = _world.Silo.Time.GetUtcNow();
        var first = await _world.Claim().Assign(new AssignClaim(ClaimWorld.Agent, at, "a-1", new VersionCondition([3]), "k-1", "f"));
        await _world.Claim().Start(new StartClaim(ClaimWorld.Agent, at, null, "k-2", ""));
        await _world.KillAll();

        var again = await _world.Claim().Assign(new AssignClaim(ClaimWorld.Agent, at, "a-1", new VersionCondition([3]), "k-1", "f"));
        Assert.Equal((true, first.Position), (again.Replayed, again.Position));
        Assert.Equivalent(first.Value, again.Value, strict: true);
        Assert.True((await _world.Claim().Start(new StartClaim(ClaimWorld.Agent, at, null, "k-2", ""))).Replayed);
        Assert.Equal(
            "idempotency-key-reused",
            (await _world.Claim().Assign(new AssignClaim(ClaimWorld.Agent, at, "a-2", null, "k-1", "g")))
                .Refusal!.Code);
        Assert.Equal(
            "claim-invalid-state", (await _world.Claim().Start(new StartClaim(ClaimWorld.Agent, at))).Refusal!.Code);
        Assert.Equal(5, (await _world.Claim().Get())!.Version);
    });

    [Fact] public void An_erased_customer_is_forgotten_and_nothing_new_is_said_about_them() => _world.Run(async () =>
    {
        await _world.Create("cl-1", OneCoffee);
        await _world.Resolved();
        await _world.Silo.Journal.Keys.Erase("demo/customer/c-1");
        await _world.KillAll();

        var claim = (await _world.Claim().Get())!;
        Assert.Equal((null, null, ClaimStatus.Resolved), (claim.Description, claim.Resolution, claim.Status));
        Assert.Equal("customer-erased", (await _world.Reopen()).Refusal!.Code);
        Assert.Equal("customer-erased", (await _world.Create("cl-2")).Refusal!.Code);
        Assert.Equal("customer-erased", (await _world.Claim("cl-3").Create(_world.About(null))).Refusal!.Code);
        Assert.Equal(1, await _world.Free("CAFE"));
        Assert.True((await _world.Close()).IsDone);
    });

    private static (ClaimStatus, long) Standing(ClaimView? claim) => (claim!.Status, claim.Version);
}
