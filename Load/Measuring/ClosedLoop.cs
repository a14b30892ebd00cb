namespace PosSaga.Load.Measuring;

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
