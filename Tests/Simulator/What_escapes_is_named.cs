using PosSaga.Simulator;

namespace PosSaga.Tests.Simulator;

/// <summary>Work that runs where no seed decides ends the run, and the message says which code it was.</summary>
public sealed class What_escapes_is_named
{
    [Fact]
    public void Task_Run_in_a_grain() => Escapes(g => g.RunOnThePool(), "UnruledGrain.RunOnThePool");

    [Fact]
    public void A_continuation_that_runs_asynchronously_and_does_not_care_where() =>
        Escapes(g => g.GoOnAtThePool(), "UnruledGrain.GoOnAtThePool");

    [Fact]
    public void A_look_at_the_time_from_another_thread() =>
        Escapes(g => g.TellTheTimeFromThePool(), "The time was reached from the thread pool");

    [Fact]
    public void A_call_from_another_thread() => Escapes(
        g => g.CallFromThePool(), "The call IProbeGrain.Count of probe/t/a was reached from the thread pool");

    [Fact]
    public void The_machines_own_clock()
    {
        var world = new ProbeSilo();
        var error = Assert.Throws<SimulationEscapedException>(
            () => world.Run(() => world.Get<IProbeGrain>("t/a").Escape()));
        Assert.Contains("probe/t/a#1 (running IProbeGrain.Escape)", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Even_when_nobody_looks_at_the_error()
    {
        var world = new ProbeSilo();
        Assert.Throws<SimulationEscapedException>(
            () => world.Run(() => world.Get<IUnruledGrain>("t/a").CallFromThePoolAndSwallow()));
    }

    [Fact]
    public void A_loop_that_polls_the_clock_with_delays_that_complete_at_once()
    {
        var world = new ProbeSilo();
        var error = Assert.Throws<SimulationStuckException>(
            () => world.Run(() => world.Get<IUnruledGrain>("t/a").PollTheClock()));
        Assert.Contains("Task.Delay of less than 1 ms", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_turn_that_never_ends()
    {
        var world = new ProbeSilo();
        world.Scheduler.TurnHangsAfter = TimeSpan.FromSeconds(0.5);
        try
        {
            var error = Assert.Throws<SimulationStuckException>(
                () => world.Run(() => world.Get<IUnruledGrain>("t/a").PollAFlag()));
            Assert.StartsWith("A turn of unruled/t/a#1 has not ended", error.Message, StringComparison.Ordinal);
        }
        finally
        {
            UnruledGrain.Tell();
        }
    }

    private static void Escapes(Func<IUnruledGrain, Task> act, string expected)
    {
        var world = new ProbeSilo();
        var error = Assert.Throws<SimulationEscapedException>(
            () => world.Run(() => act(world.Get<IUnruledGrain>("t/a"))));
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }
}
