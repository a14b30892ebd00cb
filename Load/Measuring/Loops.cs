using System.Diagnostics;

namespace PosSaga.Load;

/// <summary>Times as <see cref="Stopwatch"/> ticks: monotonic, nanoseconds on Linux.</summary>
internal static class Moments
{
    public static long Now => Stopwatch.GetTimestamp();

    public static long MicrosBetween(long from, long to) =>
        Stopwatch.GetElapsedTime(from, to).Ticks / TimeSpan.TicksPerMicrosecond;

    public static long After(long from, TimeSpan span) => from + (long)(span.TotalSeconds * Stopwatch.Frequency);
}

/// <summary>A fixed number of clients, each of which starts its next piece of work when the last has ended.</summary>
internal static class ClosedLoop
{
    /// <param name="work">Given its start, as <see cref="Moments"/>.</param>
    public static Task Run(int clients, Func<long, Task> work, CancellationToken until) =>
        Task.WhenAll(Enumerable.Range(0, clients).Select(_ => Task.Run(async () =>
        {
            while (!until.IsCancellationRequested)
                await work(Moments.Now);
        }, CancellationToken.None)));

    /// <summary>The same for a fixed number of pieces of work, numbered from 0.</summary>
    public static Task Count(int clients, int count, Func<int, Task> work, CancellationToken until = default)
    {
        var next = -1;
        return Task.WhenAll(Enumerable.Range(0, Math.Min(clients, count)).Select(_ => Task.Run(async () =>
        {
            int number;
            while (!until.IsCancellationRequested && (number = Interlocked.Increment(ref next)) < count)
                await work(number);
        }, CancellationToken.None)));
    }
}

/// <summary>Starts work at a fixed rate, whether or not earlier work has ended, and gives each piece its intended
/// start. Latencies from that start include what a stalled system kept waiting (no coordinated omission).</summary>
internal sealed class OpenLoop(double perSecond)
{
    // Beyond it no work starts, while the intended starts, and so the latencies, go on.
    private const int InFlightMax = 20_000;

    public static long IntendedStart(long start, double perSecond, long number) =>
        Moments.After(start, TimeSpan.FromSeconds(number / perSecond));

    /// <param name="work">Given the intended start, as <see cref="Moments"/>.</param>
    public async Task Run(Func<long, Task> work, CancellationToken until)
    {
        using var free = new SemaphoreSlim(InFlightMax);
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        // A thread of its own, because a timer of the pool would be late whenever the pool is busy with responses.
        var pace = new Thread(() => Pace(work, free, ended, until)) { IsBackground = true, Name = "open loop" };
        pace.Start();
        await ended.Task;
        for (var i = 0; i < InFlightMax; i++)
            await free.WaitAsync(CancellationToken.None);
    }

    private void Pace(Func<long, Task> work, SemaphoreSlim free, TaskCompletionSource ended, CancellationToken until)
    {
        var start = Moments.Now;
        for (long number = 0; !until.IsCancellationRequested; number++)
        {
            var intended = IntendedStart(start, perSecond, number);
            // At least a millisecond, because spinning would keep a whole core busy; late work is measured from its
            // intended start anyway.
            for (var now = Moments.Now; now < intended && !until.IsCancellationRequested; now = Moments.Now)
                Thread.Sleep((int)Math.Clamp((Moments.MicrosBetween(now, intended) + 500) / 1_000, 1, 50));
            if (!TryTake(free, until))
                break;
            _ = Task.Run(() => One(work, intended, free), CancellationToken.None);
        }
        ended.SetResult();
    }

    private static bool TryTake(SemaphoreSlim free, CancellationToken until)
    {
        try
        {
            // Throws once the load has ended even if a place is free: that place would never be released.
            free.Wait(until);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private static async Task One(Func<long, Task> work, long intended, SemaphoreSlim free)
    {
        try
        {
            await work(intended);
        }
        finally
        {
            free.Release();
        }
    }
}
