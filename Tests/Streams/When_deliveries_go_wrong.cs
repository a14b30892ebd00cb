using System.Text.Json;

namespace PosSaga.Tests.Streams;

/// <summary>Deliveries late, repeated and unanswered, activations and processes that die, appends that fail or are
/// lost, and two processes at odds about who delivers: in effect each event is handled once, in its order.</summary>
public sealed class When_deliveries_go_wrong
{
    [Theory, InlineData(1), InlineData(101), InlineData(201), InlineData(301)]
    public void Every_event_counts_once_and_in_order(ulong first)
    {
        var (deaths, reactions) = (0, 0);
        for (var seed = first; seed < first + 5; seed++)
        {
            var world = new StreamWorld(seed);
            world.Play();
            for (var process = 0; process < StreamWorld.Processes; process++)
            {
                Assert.Equal((seed, InOrder("caller", process)), (seed, InOrder("probe-participant", process)));
                Assert.Equal((seed, InOrder("caller", process)), (seed, InOrder("echo-participant", process)));
            }
            deaths += world.Deaths;
            reactions += world.Control.Reactions;

            string InOrder(string kind, int process) => string.Join(' ', world.Events()
                .Where(e => $"{e.Stream}-".StartsWith($"{kind}/t1/p{process}-", StringComparison.Ordinal))
                .Select(e => JsonDocument.Parse(e.Data).RootElement.GetProperty("number").GetInt32()));
        }

        // It was as bad as it was meant to be.
        Assert.True(deaths > 20, $"{deaths} deaths");
        Assert.True(reactions > 5 * StreamWorld.Processes * StreamWorld.CallsEach * 1.1, $"{reactions} reactions");
    }

    [Theory, InlineData(7), InlineData(8)]
    public void The_same_seed_is_the_same_run(ulong seed)
    {
        var (one, other) = (new StreamWorld(seed), new StreamWorld(seed));
        one.Play();
        other.Play();
        Assert.Equal(one.Scheduler.Trace, other.Scheduler.Trace);
        Assert.Equal(one.Events().Select(e => (e.Stream, e.Id)), other.Events().Select(e => (e.Stream, e.Id)));
    }
}
