using System.Collections.Concurrent;
using PosSaga.Load;

namespace PosSaga.Tests.Load;

public sealed class OpenLoopTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public void Starts_are_meant_to_be_evenly_spaced_for_ever()
    {
        const double perSecond = 333;
        foreach (var number in new long[] { 0, 1, 332, 333, 1_000_000 })
            Assert.Equal(
                number / perSecond * 1_000_000,
                Moments.MicrosBetween(0, OpenLoop.IntendedStart(0, perSecond, number)), 1.5);
    }

    [Fact]
    public async Task A_system_that_stands_still_is_charged_for_everything_that_should_have_started_meanwhile()
    {
        var recorder = new Recorder { Measuring = true };
        var begun = new ConcurrentBag<long>();
        var stall = new TaskCompletionSource();
        using var end = new CancellationTokenSource();

        var load = new OpenLoop(perSecond: 200).Run(async intended =>
        {
            begun.Add(intended);
            // Several begin at the same time: the count may pass a hundred without ever being seen at it.
            if (begun.Count >= 100)
                stall.TrySetResult();
            await stall.Task;
            recorder.Completed("work", Moments.MicrosBetween(intended, Moments.Now));
        }, end.Token);
        // A closed loop would have begun one piece and waited; here a hundred begin although none has ended.
        await stall.Task.WaitAsync(Patience);
        await end.CancelAsync();
        await load.WaitAsync(Patience);

        // The first was meant to start half a second before the stall ended, the last just then.
        Assert.InRange(recorder.Kinds.Single().Value.MaxMicros, 450_000, 30_000_000);
        Assert.True(recorder.Kinds.Single().Value.QuantileMicros(0.5) >= 200_000);
        Assert.Equal(begun.Count, recorder.CountOf("work"));
    }

    [Fact]
    public async Task Intended_starts_do_not_depend_on_how_late_the_work_really_began()
    {
        var intended = new ConcurrentQueue<long>();
        using var end = new CancellationTokenSource();
        var load = new OpenLoop(perSecond: 1_000).Run(moment =>
        {
            intended.Enqueue(moment);
            if (intended.Count >= 50)
                end.Cancel();
            return Task.CompletedTask;
        }, end.Token);
        await load.WaitAsync(Patience);

        var sorted = intended.Order().ToArray();
        Assert.All(
            sorted.Zip(sorted.Skip(1)),
            pair => Assert.Equal(1_000, Moments.MicrosBetween(pair.First, pair.Second), 2.0));
    }
}
