using PosSaga.Claims;
using PosSaga.Journal;
using PosSaga.Refunds;
using PosSaga.Tests.Runtime;

namespace PosSaga.Tests.Claims;

/// <summary>The claim hears of its refund by the stream: at least once, in order, and counts each event once.</summary>
public abstract class When_the_refund_goes_on(GrainHost host)
{
    public sealed class Simulated() : When_the_refund_goes_on(GrainHost.Simulator);

    [Collection(GrainWorlds.Name), Trait(Categories.Name, Categories.System)]
    public sealed class OnACluster() : When_the_refund_goes_on(GrainHost.Cluster);

    private static readonly ClaimLine OneCoffee = new("CAFE", 1, Condition.Damaged);
    private static readonly DateTimeOffset At = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly ClaimWorld _world = new(host);

    [Fact] public void Each_event_is_followed_once_however_often_it_comes() => Refunded(async () =>
    {
        var version = (await _world.Claim().Get())!.Version;
        await _world.Hear(Settled, 901);
        await _world.Hear(Settled, 901);
        await _world.KillAll();
        await _world.Hear(Settled, 901);
        await _world.Hear(Completed, 905);
        await _world.Hear(Settled, 901);
        var claim = (await _world.Claim().Get())!;
        Assert.Equal((RefundStatus.Completed, version + 2), (claim.RefundStatus, claim.Version));
    });

    [Fact] public void What_follows_is_caused_by_the_event_and_belongs_to_the_order() => Refunded(async () =>
    {
        await _world.Hear(Completed, 905);
        var recorded = (await _world.Silo.Log("claim/demo/cl-1"))[^1];
        var metadata = System.Text.Json.JsonDocument.Parse(recorded.Metadata).RootElement;
        Assert.Equal(("claim.refund-moved/1", "refund/demo/cl-1@7", ClaimWorld.OrderId), (
            recorded.Type, metadata.GetProperty("causation").GetString(),
            metadata.GetProperty("correlation").GetString()));
    });

    [Fact] public void Its_request_is_published_to_those_who_take_part() => Refunded(async () =>
    {
        var requested = (await _world.Silo.Log("claim/demo/cl-1")).Single(e => e.Type == "claim.refund-requested/1");
        Assert.Equal("cl-1", requested.ProcessKey);
    });

    [Fact] public void The_refund_of_a_cancelled_order_is_no_claims() => _world.Run(async () =>
    {
        var head = await _world.Silo.Journal.Head();
        await _world.Hear(Completed, 905, ClaimWorld.OrderId);
        Assert.Null(await _world.Claim(ClaimWorld.OrderId).Get());
        Assert.Equal(head, await _world.Silo.Journal.Head());
    });

    [Fact] public void Pieces_of_a_closed_claim_whose_refund_fails_are_free_again() => Refunded(async () =>
    {
        await _world.Close();
        Assert.Equal(1, await _world.Free("CAFE"));
        await _world.Hear(new RefundEvent.Failed("no") { At = At, Handled = 1 }, 905);
        await _world.Silo.Wait(10);
        Assert.Equal(2, await _world.Free("CAFE"));
        // It has let them go: whoever wants it refunded after all reopens it, and the order holds them again.
        Assert.Equal("claim-invalid-state", (await _world.Refund()).Refusal?.Code);
    });

    [Fact] public void While_the_journal_is_away_the_event_is_not_taken_for_handled() => Refunded(async () =>
    {
        _world.Silo.Faults = (step, _) => step == MemoryStep.Append ? MemoryFault.FailBefore : MemoryFault.None;
        await Assert.ThrowsAsync<JournalUnavailableException>(() => _world.Hear(Settled, 901));
        _world.OrderBack();
        Assert.Equal(RefundStatus.Requested, (await _world.Claim().Get())!.RefundStatus);
        await _world.Hear(Settled, 901);
        Assert.Equal(RefundStatus.Settled, (await _world.Claim().Get())!.RefundStatus);
    });

    private static RefundPaymentEvent.Settled Settled => new(new(1494)) { At = At, Handled = 1 };

    private static RefundEvent.Completed Completed => new(new(1494)) { At = At, Handled = 1 };

    private void Refunded(Func<Task> scenario) => _world.Run(async () =>
    {
        await _world.Create("cl-1", OneCoffee);
        await _world.Resolved();
        await _world.Refund();
        await scenario();
    });
}
