using PosSaga.PaymentSimulator;
using PosSaga.Payments;
using PosSaga.Simulator;

namespace PosSaga.Tests.Simulation;

/// <summary>The way to the gateway, and the gateway on the far side of it: it goes on with what it was asked although
/// the silo that asked is dead. A request or a reply may be lost or late on the way.</summary>
internal sealed class UnreliableGateway(
    DeterministicScheduler scheduler, IPaymentGateway gateway, FaultSchedule weather, FaultProfile climate)
    : IPaymentGateway
{
    // A call that takes longer than any caller waits, but that comes to an end before the run does.
    private static readonly TimeSpan LateMax = TimeSpan.FromSeconds(40);

    private readonly SeededRandom _random = scheduler.Random.Fork();

    public Task<GatewayAnswer> Authorise(GatewayRequest request, CancellationToken cancellation) =>
        Far(() => gateway.Authorise(request, CancellationToken.None));

    public Task<GatewayAnswer> Inquire(string id, CancellationToken cancellation) =>
        Far(() => gateway.Inquire(id, CancellationToken.None));

    public Task<GatewayAnswer> Void(string id, CancellationToken cancellation) =>
        Far(() => gateway.Void(id, CancellationToken.None));

    public Task<GatewayAnswer> Capture(string id, Money amount, CancellationToken cancellation) =>
        Far(() => gateway.Capture(id, amount, CancellationToken.None));

    public Task<GatewayAnswer> Refund(string id, string refundId, Money amount, CancellationToken cancellation) =>
        Far(() => gateway.Refund(id, refundId, amount, CancellationToken.None));

    private Task<GatewayAnswer> Far(Func<Task<GatewayAnswer>> call)
    {
        var answer = new TaskCompletionSource<GatewayAnswer>();
        _ = scheduler.Spawn("gateway", async () =>
        {
            await Travel();
            if (Lost("gateway request lost"))
                return;
            try
            {
                var result = await call();
                await Travel();
                if (!Lost("gateway reply lost"))
                    answer.TrySetResult(result);
            }
            catch (GatewayUnansweredException error)
            {
                answer.TrySetException(error);
            }
        });
        return answer.Task;
    }

    private Task Travel()
    {
        var late = !weather.IsClear && _random.Chance(climate.GatewayLate);
        if (late)
            weather.Count("gateway late");
        return Task.Delay(
            _random.Next(TimeSpan.FromMilliseconds(1), late ? LateMax : TimeSpan.FromMilliseconds(40)), scheduler.Time);
    }

    private bool Lost(string what)
    {
        if (weather.IsClear || !_random.Chance(climate.GatewayLost))
            return false;
        weather.Count(what);
        return true;
    }
}
