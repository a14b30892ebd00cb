namespace PosSaga.Journal;

/// <summary>Waits between attempts: exponential with a ceiling, and with jitter so that several processes do not come
/// back in step.</summary>
internal sealed class Backoff(JournalOptions options, TimeProvider clock)
{
    public async Task Wait(int attempt, CancellationToken stop)
    {
        var doubled = options.RetryDelayMin * Math.Pow(2, Math.Min(attempt - 1, 20));
        var delay = doubled < options.RetryDelayMax ? doubled : options.RetryDelayMax;
        // Jitter is no secret.
#pragma warning disable CA5394
        delay *= 0.5 + (Random.Shared.NextDouble() / 2);
#pragma warning restore CA5394
        await Task.Delay(delay, clock, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>Runs what only reads, or may safely run twice, until it answers.</summary>
    public async Task<T> Retry<T>(
        IJournalStore store, Func<CancellationToken, Task<T>> run, CancellationToken cancellation)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await run(cancellation).ConfigureAwait(false);
            }
            catch (Exception e) when (store.IsTransient(e) && !cancellation.IsCancellationRequested)
            {
                if (attempt >= options.AttemptsMax)
                    throw new JournalUnavailableException(
                        $"The journal's database did not answer in {attempt} attempts.", e);
                await Wait(attempt, cancellation).ConfigureAwait(false);
            }
        }
    }
}
