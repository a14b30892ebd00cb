using System.Globalization;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace PosSaga.Journal;

/// <summary>Hears of other processes' commits and erasures on a connection of its own, which comes back by itself. The
/// slow poll beside it is the safety net: a notification is a hint, never the only way to learn.</summary>
internal sealed class PostgresListener(
    PostgresStore store, JournalFeed feed, SubjectKeyRing keys, JournalOptions options, Backoff backoff, ILogger log)
    : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private Task _running = Task.CompletedTask;

    public void Start()
    {
        feed.HearsOthers = false;
        _running = Task.Run(Run);
    }

    private async Task Run()
    {
        for (var failures = 0; !_stop.IsCancellationRequested;)
        {
            try
            {
                await Listen(() => failures = 0).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                // Whatever it was: readers ask the database themselves until we hear again.
                feed.HearsOthers = false;
                log.LogWarning(e, "The journal's listener lost its connection, time {Failures}", ++failures);
                await backoff.Wait(failures, _stop.Token).ConfigureAwait(false);
            }
        }
    }

    private async Task Listen(Action heard)
    {
        await using var connection = await store.Listening.OpenConnectionAsync(_stop.Token).ConfigureAwait(false);
        connection.Notification += Hear;
        await using (var listen = new NpgsqlCommand("listen journal; listen journal_erased", connection))
            await listen.ExecuteNonQueryAsync(_stop.Token).ConfigureAwait(false);
        // From here on nothing is missed; what was missed before is asked for.
        keys.Forget();
        feed.Heard(await store.Head(_stop.Token).ConfigureAwait(false));
        feed.HearsOthers = true;
        heard();
        while (true)
            if (!await connection.WaitAsync(options.PollInterval, _stop.Token).ConfigureAwait(false))
                feed.Heard(await store.Head(_stop.Token).ConfigureAwait(false));
    }

    private void Hear(object sender, NpgsqlNotificationEventArgs e)
    {
        if (e.Channel == "journal_erased")
            keys.MarkErased(e.Payload);
        // Our own batch goes into the cache when its answer arrives; to fetch it now would read it twice.
        else if (e.PID != store.WriterPid)
            feed.Heard(long.Parse(e.Payload, CultureInfo.InvariantCulture));
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(false);
        _stop.Dispose();
    }
}
