using PosSaga.Simulator;

namespace PosSaga.Tests.Simulator;

public sealed class What_the_seed_chooses
{
    [Fact]
    public void The_order_in_which_calls_reach_a_grain_that_is_not_in_memory()
    {
        var orders = Enumerable.Range(1, 60).Select(seed => Arrivals((ulong)seed, isWarm: false)).Distinct();
        Assert.Equal(["abc", "acb", "bac", "bca", "cab", "cba"], orders.Order());
    }

    [Fact]
    public void But_calls_reach_a_grain_in_memory_as_they_were_sent()
    {
        var orders = Enumerable.Range(1, 60).Select(seed => Arrivals((ulong)seed, isWarm: true)).Distinct();
        Assert.Equal(["abc"], orders);
    }

    [Theory]
    [InlineData(CallSerialization.None, 0)]
    [InlineData(CallSerialization.All, 100)]
    public void Which_calls_are_serialized_unless_it_is_told(CallSerialization told, int expected) =>
        Assert.Equal(expected, Serialized(1, told));

    [Fact]
    public void Which_calls_are_serialized()
    {
        var some = Serialized(1, CallSerialization.Some);
        Assert.InRange(some, 30, 70);
        Assert.Equal(some, Serialized(1, CallSerialization.Some));
        var shares = Enumerable.Range(1, 40)
            .Select(seed => Serialized((ulong)seed, CallSerialization.BySeed)).ToArray();
        Assert.Contains(0, shares);
        Assert.Contains(100, shares);
        Assert.Contains(shares, share => share is > 0 and < 100);
    }

    private static string Arrivals(ulong seed, bool isWarm)
    {
        var world = new ProbeSilo(seed);
        var probe = world.Get<IProbeGrain>("t/a");
        world.Run(async () =>
        {
            if (isWarm)
                await probe.Count();
            await Task.WhenAll(probe.Work("a", 0.001), probe.Work("b", 0.001), probe.Work("c", 0.001));
        });
        return string.Concat(
            world.Log.Lines.Where(l => l.EndsWith(" begins", StringComparison.Ordinal)).Select(l => l[0]));
    }

    // Of a hundred calls. What is immutable is passed on as it is, unless it goes through bytes.
    private static int Serialized(ulong seed, CallSerialization serialization)
    {
        var world = new ProbeSilo(seed, o => o.Serialization = serialization);
        var count = 0;
        world.Run(async () =>
        {
            var probe = world.Get<IProbeGrain>("t/a");
            for (var i = 0; i < 100; i++)
            {
                var seen = new Seen("x");
                if (!ReferenceEquals(seen, await probe.Echo(seen)))
                    count++;
            }
        });
        return count;
    }
}
