namespace PosSaga.Journal.Providers;

internal static class Pause
{
    /// <summary>Ends early, and without an exception, when a stop is asked for. Comes back to where it was called from:
    /// in a simulation nothing else may happen.</summary>
    public static async Task For(TimeSpan time, TimeProvider clock, CancellationToken stop) =>
        await Task.Delay(time, clock, stop)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
}
