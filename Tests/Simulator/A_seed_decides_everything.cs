using PosSaga.Simulator;

namespace PosSaga.Tests.Simulator;

public sealed class A_seed_decides_everything
{
    [Fact]
    public void The_same_seed_gives_the_same_trace()
    {
        var (first, firstLog) = Play(42);
        var (second, secondLog) = Play(42);
        Assert.Equal(first, second);
        Assert.Equal(firstLog, secondLog);
    }

    [Fact]
    public void Different_seeds_give_different_interleavings()
    {
        var logs = Enumerable.Range(0, 20).Select(seed => string.Join('|', Play((ulong)seed).Log)).Distinct();
        Assert.True(logs.Count() > 5);
    }

    [Fact]
    public void A_client_that_waits_for_nothing_is_told()
    {
        var world = new ProbeSilo();
        Assert.Throws<SimulationStuckException>(() => world.Run(() => new TaskCompletionSource().Task));
    }

    [Fact]
    public void The_hook_before_each_turn_can_kill()
    {
        var world = new ProbeSilo();
        var turns = 0;
        world.Scheduler.BeforeTurn = queue =>
        {
            if (queue.Label.StartsWith("probe", StringComparison.Ordinal) && ++turns == 3)
                world.Silo.KillAll();
        };
        world.Run(async () =>
        {
            await Assert.ThrowsAnyAsync<Exception>(() => world.Get<IProbeGrain>("t/a").Work("work", 1));
            await world.Get<IProbeGrain>("t/a").Work("again", 1);
        });
        Assert.DoesNotContain("work ends", world.Log.Lines);
    }

    [Fact]
    public void Continuations_that_do_not_care_where_they_run_stay_inside()
    {
        var world = new ProbeSilo();
        world.Run(async () =>
        {
            var task = world.Scheduler.Answer(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2), () => 7);
            Assert.Equal(7, await Library(task));
        });

        static async Task<int> Library(Task<int> task) => await task.ConfigureAwait(false);
    }

    private static (ulong Trace, string[] Log) Play(ulong seed)
    {
        var world = new ProbeSilo(seed);
        world.Run(() => Task.WhenAll(Enumerable.Range(0, 4).Select(n => world.Scheduler.Spawn($"client {n}", async () =>
        {
            for (var i = 0; i < 3; i++)
            {
                var probe = world.Get<IProbeGrain>($"t/{world.Scheduler.Random.Next(2)}");
                await probe.Count();
                await probe.Work($"{n}.{i}", 0.00001 * world.Scheduler.Random.Next(10));
            }
        }))));
        return (world.Scheduler.Trace, world.Log.Lines);
    }
}
