namespace PosSaga.Journal;

/// <summary>Retries on transient errors of the store, with back-off.</summary>
internal sealed class StoreRetry(JournalOptions options, IJournalStore store, TimeProvider clock)
{
#pragma warning disable CA5394 // Jitter needs no cryptographic randomness.
    private readonly Backoff _backoff = new(
        options.RetryDelayMin, options.RetryDelayMax, Random: Random.Shared.NextDouble);
#pragma warning restore CA5394

    /// <summary>Waits after failed attempt number <paramref name="failures"/>, or until
    /// <paramref name="stop"/>.</summary>
    public async Task Wait(int failures, CancellationToken stop) =>
        await Task.Delay(_backoff.Delay(failures), clock, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    /// <summary>For idempotent operations.</summary>
    public async Task<T> Run<T>(Func<CancellationToken, Task<T>> operation, CancellationToken cancellation)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await operation(cancellation).ConfigureAwait(false);
            }
            catch (Exception e) when (store.IsTransient(e) && !cancellation.IsCancellationRequested)
            {
                if (attempt >= options.AttemptsMax)
                    throw GivenUp(attempt, e);
                await Wait(attempt, cancellation).ConfigureAwait(false);
            }
        }
    }

    public static JournalUnavailableException GivenUp(int attempts, Exception error) =>
        new($"The journal's database did not answer in {attempts} attempts.", error);
}
