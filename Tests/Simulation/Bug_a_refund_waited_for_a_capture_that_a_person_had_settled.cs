using PosSaga.Claims;
using PosSaga.Orders;
using PosSaga.PaymentSimulator;
using PosSaga.Refunds;
using PosSaga.Sagas;
using PosSaga.Simulator;

namespace PosSaga.Tests.Simulation;

/// <summary>The gateway was silent for a day, and a person captured the money in its own pages and said so. The saga
/// asked no more, the payment's log never heard of the capture, and a refund waited for it for ever.</summary>
public sealed class Bug_a_refund_waited_for_a_capture_that_a_person_had_settled
{
    private const string Id = "by-hand";

    [Fact] public void The_refund_has_the_payment_ask_for_it()
    {
        var climate = new FaultProfile { Customers = 0, Complaints = new Complaints() };
        var world = new World(3, Plant.Nothing, climate, Story.Refunds);
        world.Scheduler.Run(async () =>
        {
            await Scripted.Open(world);
            await world.Controls.Change(GatewaySettings.Usual with { LatencyMs = 700 });
            await Scripted.Order(world, Id);
            await Reaches(world, SagaState.OrderConfirmed);
            await world.Controls.Change(GatewaySettings.Usual with { Outage = true });
            await world.Wait(TimeSpan.FromHours(24));
            await Reaches(world, SagaState.NeedsOperator);
            await world.Counter.Capture(GrainKeys.Of(World.Tenant, Id), Saga(world)!.Cart!.Total, default);
            var settled = await world.Get<IOrderSagaGrain>(Id).Resolve(
                new OperatorCommand(world.From("operator", Id), "captured in the gateway's pages"));
            Assert.True(settled.IsDone, settled.Refusal?.Code);
            await Reaches(world, SagaState.Completed);

            var cancelled = await world.Get<IOrderGrain>(Id).Cancel(
                new CancelOrder(world.From("shop", Id), "not wanted"));
            Assert.True(cancelled.IsDone, cancelled.Refusal?.Code);
            await world.Controls.Change(GatewaySettings.Usual);
            await world.Settle();
            await LastCall.Make(world);
        });
        var evidence = new Evidence(world);
        Assert.Equal(RefundStatus.Completed, evidence.StatusOf(Id));
        // That a person was called is the point here.
        Assert.Empty(Check.All.Where(check => check is not NobodyIsCalledForAnOutage).SelectMany(check =>
            check.Broken(evidence).Select(what => $"{check.Name}: {what}")));
    }

    private static async Task Reaches(World world, SagaState state)
    {
        for (var looks = 0; Saga(world)?.State != state; looks++)
        {
            Assert.True(looks < 20_000, $"The saga stands at {Saga(world)}.");
            await world.Wait(TimeSpan.FromMilliseconds(10));
        }
    }

    private static OrderSaga? Saga(World world) =>
        world.ReadSide.Sagas.GetValueOrDefault(GrainKeys.Of(World.Tenant, Id));
}
