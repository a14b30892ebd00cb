using Orleans.Runtime;
using PosSaga.Simulator;

namespace PosSaga.Tests.Simulator;

public sealed class How_activations_end
{
    [Fact]
    public void One_that_asked_to_go_finishes_its_call_first_and_later_calls_get_a_new_one()
    {
        var world = new ProbeSilo();
        var probe = world.Get<IProbeGrain>("t/a");
        world.Run(async () =>
        {
            Assert.Equal(1, await probe.Count());
            var leaving = probe.LeaveSoon();
            await world.Wait(0.5);
            Assert.Equal(1, await probe.Count());
            await leaving;
        });
        Assert.Equal(
            [
                "t/a activated", "leaving begins", "leaving ends", "t/a deactivated: ApplicationRequested",
                "t/a activated",
            ],
            world.Log.Lines);
    }

    [Fact]
    public void One_that_nobody_calls_is_collected()
    {
        var world = new ProbeSilo();
        world.Run(async () =>
        {
            await world.Get<IProbeGrain>("t/idle").Count();
            for (var minute = 0; minute < 17; minute++)
            {
                await world.Get<IProbeGrain>("t/busy").Count();
                await world.Wait(60);
            }
        });
        Assert.Contains("t/idle deactivated: ActivationIdle", world.Log.Lines);
        Assert.DoesNotContain("t/busy deactivated: ActivationIdle", world.Log.Lines);
        Assert.Equal(1, world.Silo.ActivationCount);
    }

    [Fact]
    public void A_stop_lets_calls_finish_and_refuses_new_ones()
    {
        var world = new ProbeSilo();
        var probe = world.Get<IProbeGrain>("t/a");
        world.Run(async () =>
        {
            var work = probe.Work("work", 2);
            await world.Wait(1);
            var stop = world.Silo.StopAsync();
            await Assert.ThrowsAsync<SiloUnavailableException>(probe.Count);
            await work;
            await stop;
        });
        Assert.Equal(
            ["t/a activated", "work begins", "work ends", "t/a deactivated: ShuttingDown"], world.Log.Lines);
    }

    [Fact]
    public void A_killed_one_never_runs_again_and_its_callers_learn_that_the_outcome_is_unknown()
    {
        var world = new ProbeSilo();
        var probe = world.Get<IProbeGrain>("t/a");
        world.Run(async () =>
        {
            await probe.Background(3);
            var work = probe.Work("work", 10);
            await world.Wait(1.5);
            Assert.Equal(1, world.Silo.KillActivations(g => g.GrainId.Key.ToString() == "t/a"));
            await Assert.ThrowsAsync<SiloUnavailableException>(() => work);
            Assert.Equal(1, await probe.Count());
            await world.Wait(20);
        });
        Assert.Equal(["t/a activated", "work begins", "step 1", "t/a activated"], world.Log.Lines);
    }

    [Fact]
    public void Killed_silently_its_callers_time_out()
    {
        var world = new ProbeSilo();
        world.Run(async () =>
        {
            var work = world.Get<IProbeGrain>("t/a").Work("work", 10);
            await world.Wait(1);
            world.Silo.KillAll(KillNotice.AfterTimeout);
            await Assert.ThrowsAsync<TimeoutException>(() => work);
        });
    }
}
