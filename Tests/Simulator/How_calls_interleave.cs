namespace PosSaga.Tests.Simulator;

public sealed class How_calls_interleave
{
    [Fact]
    public void A_call_waits_until_the_one_before_it_is_done()
    {
        var world = new ProbeSilo();
        var probe = world.Get<IProbeGrain>("t/a");
        world.Run(() => Task.WhenAll(probe.Work("first", 2), probe.Work("second", 1)));
        Assert.Equal(
            ["t/a activated", "first begins", "first ends", "second begins", "second ends"], world.Log.Lines);
    }

    [Fact]
    public void A_call_marked_to_interleave_starts_in_the_middle_of_another()
    {
        var world = new ProbeSilo();
        var probe = world.Get<IProbeGrain>("t/a");
        world.Run(() => Task.WhenAll(probe.Work("work", 5), probe.Glance("glance", 1)));
        Assert.Equal(
            ["t/a activated", "work begins", "glance begins", "glance ends", "work ends"], world.Log.Lines);
    }

    [Fact]
    public void Read_only_calls_run_beside_each_other_but_not_beside_a_writer()
    {
        var world = new ProbeSilo();
        var probe = world.Get<IProbeGrain>("t/a");
        world.Run(() => Task.WhenAll(probe.Read("one", 3), probe.Work("writer", 1), probe.Read("two", 2)));
        Assert.Equal(
            ["t/a activated", "one begins", "two begins", "two ends", "one ends", "writer begins", "writer ends"],
            world.Log.Lines);
    }

    [Theory, InlineData(1), InlineData(2), InlineData(3)]
    public void No_increment_is_lost_however_many_clients_call(ulong seed)
    {
        var world = new ProbeSilo(seed);
        var probe = world.Get<IProbeGrain>("t/a");
        world.Run(async () =>
        {
            await Task.WhenAll(Enumerable.Range(0, 8).Select(n => world.Scheduler.Spawn($"client {n}", async () =>
            {
                for (var i = 0; i < 100; i++)
                    await probe.Count();
            })));
            Assert.Equal(801, await probe.Count());
        });
    }

    [Fact]
    public void Work_that_a_call_started_goes_on_after_it_and_between_others()
    {
        var world = new ProbeSilo();
        var probe = world.Get<IProbeGrain>("t/a");
        world.Run(async () =>
        {
            await probe.Background(2);
            await probe.Work("work", 1.5);
            await world.Wait(1);
        });
        Assert.Equal(
            ["t/a activated", "work begins", "step 1", "work ends", "step 2"], world.Log.Lines);
    }

    [Theory]
    [InlineData(true, "work begins", "tick", "work ends")]
    [InlineData(false, "work begins", "work ends", "tick")]
    public void A_tick_waits_like_a_call_unless_it_interleaves(bool interleave, params string[] expected)
    {
        var world = new ProbeSilo();
        var probe = world.Get<IProbeGrain>("t/a");
        world.Run(async () =>
        {
            await probe.Tick(2, interleave);
            await probe.Work("work", 3);
            await world.Wait(0.5);
        });
        Assert.Equal(expected, world.Log.Lines.Skip(1));
    }
}
