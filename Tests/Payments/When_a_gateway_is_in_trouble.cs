using PosSaga.Payments;
using PosSaga.Tests.Runtime;

namespace PosSaga.Tests.Payments;

public abstract class When_a_gateway_is_in_trouble(GrainHost host)
{
    public sealed class Simulated() : When_a_gateway_is_in_trouble(GrainHost.Simulator);

    [Collection(GrainWorlds.Name), Trait(Categories.Name, Categories.System)]
    public sealed class OnACluster() : When_a_gateway_is_in_trouble(GrainHost.Cluster);

    private readonly PaymentWorld _world = new(host);

    [Fact] public void It_is_spared_after_a_hundred_failures_and_asked_again_a_second_later() => _world.Run(async () =>
    {
        await _world.Controls.Change(new(Outage: true));
        await Task.WhenAll(Enumerable.Range(0, 50).Select(n => _world.Pipeline.Inquire($"demo/p-{n}")));
        var before = _world.Gateway.Calls.Count;
        Assert.Equal("gateway-unavailable", (await _world.Pipeline.Inquire("demo/p-x")).Error);
        Assert.Equal(before, _world.Gateway.Calls.Count);
        await _world.Controls.Change(new());
        await _world.Wait(1.1);
        Assert.IsType<GatewayAnswer.NotFound>((await _world.Pipeline.Inquire("demo/p-x")).Answer);
    });

    [Fact] public void A_time_out_is_not_tried_again_but_inquired() => _world.Run(async () =>
    {
        var reply = await _world.Pipeline.Authorise(new(
            "demo/p-1", new(4130), PaymentMethod.CreditCard, "tok_timeout_lost"));
        Assert.Equal("gateway-timeout", reply.Error);
        Assert.NotNull(reply.UnderWay);
        Assert.Single(_world.Gateway.Calls);
    });
}

/// <summary>Takes nearly as long as anybody waits, and then fails.</summary>
internal sealed class SlowFailures(TimeProvider clock) : IPaymentGateway
{
    public int Calls { get; private set; }

    public Task<GatewayAnswer> Authorise(GatewayRequest request, CancellationToken cancellation) => Fail(cancellation);

    public Task<GatewayAnswer> Inquire(string id, CancellationToken cancellation) => Fail(cancellation);

    public Task<GatewayAnswer> Void(string id, CancellationToken cancellation) => Fail(cancellation);

    public Task<GatewayAnswer> Capture(string id, Money amount, CancellationToken cancellation) => Fail(cancellation);

    public Task<GatewayAnswer> Refund(string id, string refundId, Money amount, CancellationToken cancellation) =>
        Fail(cancellation);

    private async Task<GatewayAnswer> Fail(CancellationToken cancellation)
    {
        Calls++;
        await Task.Delay(TimeSpan.FromSeconds(4.9), clock, cancellation);
        throw new GatewayUnansweredException("It thought about it.");
    }
}
