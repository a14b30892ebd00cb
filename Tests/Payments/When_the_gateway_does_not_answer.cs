using PosSaga.PaymentSimulator;
using PosSaga.Payments;
using PosSaga.Tests.Runtime;

namespace PosSaga.Tests.Payments;

/// <summary>The grain, the pipeline and the simulated gateway together, in virtual time.</summary>
public abstract class When_the_gateway_does_not_answer(GrainHost host) : PaymentSpec
{
    public sealed class Simulated() : When_the_gateway_does_not_answer(GrainHost.Simulator);

    [Collection(GrainWorlds.Name), Trait(Categories.Name, Categories.System)]
    public sealed class OnACluster() : When_the_gateway_does_not_answer(GrainHost.Cluster);

    private readonly PaymentWorld _world = new(host);

    [Fact]
    public void A_hanging_authorisation_is_unknown_after_five_seconds_and_nothing_is_recorded() =>
        _world.Run(async () =>
        {
            CommandResult<PaymentResult>? answer = null;
            var seconds = await _world.Seconds(async () => answer = await Payment.Authorise(With("tok_timeout_lost")));
            Assert.Equal(new PaymentResult(PaymentOutcome.Unknown, Detail: "gateway-timeout"), answer!.Value);
            // Before the call ends by itself, however busy the machine of a cluster is.
            Assert.InRange(seconds, 5, host == GrainHost.Simulator ? 5.1 : SimulatedGateway.Hang.TotalSeconds);
            Assert.Empty(await _world.Log(Id));
            Assert.Equal(["Authorise"], _world.Gateway.Calls);
        });

    [Fact] public void An_inquiry_then_finds_what_was_charged() => _world.Run(async () =>
    {
        await Payment.Authorise(With("tok_timeout_charged"));
        Assert.Equal(PaymentOutcome.Authorised, (await Payment.Inquire(Inquire)).Value!.Outcome);
        await _world.Wait(10);
        Assert.Equal(["payment.authorised/1"], await _world.Log(Id));
    });

    [Fact] public void An_inquiry_then_finds_nothing_of_what_was_lost() => _world.Run(async () =>
    {
        await Payment.Authorise(With("tok_timeout_lost"));
        Assert.Equal(PaymentOutcome.NotFound, (await Payment.Inquire(Inquire)).Value!.Outcome);
        Assert.Empty(await _world.Log(Id));
    });

    [Fact] public void A_late_approval_that_nobody_gave_up_is_recorded() => _world.Run(async () =>
    {
        await Payment.Authorise(With("tok_timeout_charged"));
        Assert.Null(await Payment.Get());
        await _world.Wait(4);
        Assert.Equal(PaymentStatus.Authorised, (await Payment.Get())!.Status);
    });

    [Fact] public void A_late_approval_of_a_voided_payment_is_recorded_and_voided() => _world.Run(async () =>
    {
        await Payment.Authorise(With("tok_timeout_charged"));
        Assert.Equal(PaymentOutcome.Voided, (await Payment.Void(Void)).Value!.Outcome);
        await _world.Wait(10);
        Assert.Equal(
            ["payment.voided/1", "payment.authorised-too-late/1", "payment.late-authorisation-voided/1"],
            await _world.Log(Id));
        Assert.Equal(0, (await _world.Ledger.Books("")).Open);
        Assert.Equal(OrderId, (await Payment.Get())!.OrderId);
    });

    [Fact] public void A_void_bars_an_authorisation_that_arrives_later() => _world.Run(async () =>
    {
        // It travels for seven seconds: longer than the grain waits, and longer than the void takes.
        await _world.Controls.Change(new GatewaySettings(LatencyMs: 7_000));
        await Payment.Authorise(With("tok_ok"));
        await _world.Controls.Change(GatewaySettings.Usual);
        Assert.Equal(PaymentOutcome.Voided, (await Payment.Void(Void)).Value!.Outcome);
        await _world.Wait(10);
        Assert.Equal(["payment.barred/1"], await _world.Log(Id));
        Assert.Equal(1, (await _world.Ledger.Books("")).BarredCount);
    });

    [Fact] public void A_silo_that_died_meanwhile_finds_the_charge_at_the_gateway() => _world.Run(async () =>
    {
        await Payment.Authorise(With("tok_timeout_charged"));
        await _world.KillSilo();
        await _world.Wait(10);
        Assert.Empty(await _world.Log(Id));
        Assert.Equal(PaymentOutcome.Voided, (await Payment.Void(Void)).Value!.Outcome);
        Assert.Equal((0, 1), Counts(await _world.Ledger.Books("")));
    });

    [Fact] public void A_flaky_gateway_is_asked_three_times() => _world.Run(async () =>
    {
        Assert.Equal(PaymentOutcome.Authorised, (await Payment.Authorise(With("tok_flaky"))).Value!.Outcome);
        Assert.Equal(3, _world.Gateway.Calls.Count);
    });

    [Fact] public void An_outage_is_unknown_well_before_the_call_ends() => _world.Run(async () =>
    {
        await _world.Controls.Change(new GatewaySettings(Outage: true));
        CommandResult<PaymentResult>? answer = null;
        var seconds = await _world.Seconds(async () => answer = await Payment.Authorise(Authorise));
        Assert.Equal("gateway-unavailable", answer!.Value!.Detail);
        Assert.InRange(seconds, 0.1, host == GrainHost.Simulator ? 3 : 10);
        Assert.Equal(PaymentOutcome.Unknown, (await Payment.Void(Void)).Value!.Outcome);
        Assert.Equal(PaymentOutcome.Unknown, (await Payment.Inquire(Inquire)).Value!.Outcome);
        Assert.Empty(await _world.Log(Id));
    });

    [Fact] public void A_payment_answers_how_it_is_while_the_gateway_is_waited_for() => _world.Run(async () =>
    {
        var authorising = Payment.Authorise(With("tok_timeout_lost"));
        Assert.True(await _world.Seconds(async () => Assert.Null(await Payment.Get())) < 1);
        await authorising;
    });

    [Fact] public void Every_call_ends_in_time_however_slow_the_failures()
    {
        // Three attempts just under the limit, then the pauses: the worst that a caller can meet.
        var gateway = new SlowFailures(_world.Time);
        using var pipeline = new GatewayPipeline(gateway, _world.Time, () => 0.99);
        _world.Run(async () => Assert.InRange(
            await _world.Seconds(() => pipeline.Void("demo/p-1")), 14, 25));
        Assert.Equal(3, gateway.Calls);
    }

    private IPaymentGrain Payment => _world.Payment(Id);

    private static AuthorisePayment With(string token) => Authorise with { Token = token };

    private static (long Open, long Voided) Counts(GatewayBooks books) => (books.OpenCount, books.VoidedCount);
}
