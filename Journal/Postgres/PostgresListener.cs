using System.Globalization;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace PosSaga.Journal;

/// <summary>Receives notifications of other processes' commits and erasures on a connection of its own, and reconnects
/// by itself. It also polls slowly, because a notification may be lost.</summary>
internal sealed class PostgresListener(
    PostgresStore store, JournalFeed feed, SubjectKeyRing keys, StoreRetry retry, ILogger log) : IAsyncDisposable
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(1);
    private readonly CancellationTokenSource _stop = new();
    private Task _running = Task.CompletedTask;

    public void Start()
    {
        feed.ReceivesNotifications = false;
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
                // This loop must survive any error. Readers ask the database themselves until it listens again.
                feed.ReceivesNotifications = false;
                log.LogWarning(e, "The journal's listener lost its connection, time {Failures}", ++failures);
                await retry.Wait(failures, _stop.Token).ConfigureAwait(false);
            }
        }
    }

    private async Task Listen(Action listening)
    {
        await using var connection = await store.Listening.OpenConnectionAsync(_stop.Token).ConfigureAwait(false);
        connection.Notification += OnNotification;
        await using (var listen = new NpgsqlCommand("listen journal; listen journal_erased", connection))
            await listen.ExecuteNonQueryAsync(_stop.Token).ConfigureAwait(false);
        // Notifications before this point may have been lost.
        keys.Clear();
        feed.AdvanceHead(await store.Head(_stop.Token).ConfigureAwait(false));
        feed.ReceivesNotifications = true;
        listening();
        while (true)
            if (!await connection.WaitAsync(PollInterval, _stop.Token).ConfigureAwait(false))
                feed.AdvanceHead(await store.Head(_stop.Token).ConfigureAwait(false));
    }

    private void OnNotification(object sender, NpgsqlNotificationEventArgs e)
    {
        if (e.Channel == "journal_erased")
            keys.MarkErased(e.Payload);
        // A batch of this process enters the cache when its commit returns; fetching it now would read it twice.
        else if (e.PID != store.WriterPid)
            feed.AdvanceHead(long.Parse(e.Payload, CultureInfo.InvariantCulture));
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(false);
        _stop.Dispose();
    }
}
