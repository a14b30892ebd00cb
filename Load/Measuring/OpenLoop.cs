namespace PosSaga.Load.Measuring;

/// <summary>Starts work at a fixed rate, whether or not earlier work has ended, and tells each piece when it was meant
/// to start. A system that stalls is thus charged for everything that should have started meanwhile
/// (no coordinated omission).</summary>
internal sealed class OpenLoop(double perSecond)
{
    // So many may wait at once; beyond it the schedule stands still while its clock, and so every latency, runs on.
    private const int InFlightMax = 20_000;

    public static long IntendedStart(long start, double perSecond, long number) =>
        Moments.After(start, TimeSpan.FromSeconds(number / perSecond));

    /// <param name="work">Given the intended start, as <see cref="Moments"/>.</param>
    public async Task Run(Func<long, Task> work, CancellationToken until)
    {
        using var free = new SemaphoreSlim(InFlightMax);
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        // A thread of its own: a timer of the pool would be late whenever the pool is busy with answers.
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
            // Never less than a millisecond: no time at all would keep a whole core busy with waiting, and what starts
            // late is charged from when it was meant to start.
            for (var now = Moments.Now; now < intended && !until.IsCancellationRequested; now = Moments.Now)
                Thread.Sleep((int)Math.Clamp((Moments.MicrosBetween(now, intended) + 500) / 1_000, 1, 50));
            if (!Taken(free, until))
                break;
            _ = Task.Run(() => One(work, intended, free), CancellationToken.None);
        }
        ended.SetResult();
    }

    private static bool Taken(SemaphoreSlim free, CancellationToken until)
    {
        try
        {
            // Refuses when the end has come, also where a place is free: a place taken for nothing is never given back.
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
