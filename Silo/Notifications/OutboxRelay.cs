using Microsoft.Extensions.Logging;
using PosSaga.Journal;

namespace PosSaga.Silo.Notifications;

/// <summary>Sends the outbox, which is the journal's notification events: in one process at a time, several recipients
/// at once. An outage of the mail server delays only mail, and a recipient that does not accept mail only its
/// own.</summary>
/// <remarks>Starts with the events after it was first configured, not with the journal's past.</remarks>
public sealed class OutboxRelay
{
    public const string Checkpoint = "outbox-relay";

    private static readonly TimeSpan KeptFor = TimeSpan.FromDays(30);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private static readonly TimeSpan CountedEvery = TimeSpan.FromSeconds(5);

    private readonly MailEnqueuer _enqueuer;
    private readonly MailServerStatus _server;
    private readonly MailDispatcher _dispatcher;
    private readonly IJournalFeed _feed;
    private readonly IMailQueue _queue;
    private readonly INotificationSender _sender;
    private readonly TimeProvider _clock;
    private DateTimeOffset _purgedAt;
    private DateTimeOffset _countedAt;

    public OutboxRelay(
        IJournalFeed feed, IEventCodec codec, ICheckpoints checkpoints, IMailQueue queue, INotificationSender sender,
        MailRetryDelays delays, int connections, TimeProvider clock, ILogger<OutboxRelay> log)
    {
        (_feed, _queue, _sender, _clock) = (feed, queue, sender, clock);
        _enqueuer = new(feed, codec, checkpoints, queue, clock);
        _server = new(queue, delays, clock, log);
        _dispatcher = new(queue, _enqueuer, sender, _server, delays, connections, clock, log);
    }

    /// <summary>Awaited once, before the first event whose mail is to be sent.</summary>
    public Task Initialize(CancellationToken cancellation) => _enqueuer.Initialize(cancellation);

    /// <summary>Called when this process gets the lease.</summary>
    public Task EnqueueFormerlyDeferred(CancellationToken cancellation) =>
        _enqueuer.EnqueueFormerlyDeferred(cancellation);

    /// <summary>Records what has ended, enqueues new mail and starts sending. False when there is nothing more to start
    /// now.</summary>
    public async Task<bool> RunOnce(CancellationToken cancellation)
    {
        await _server.Load(cancellation);
        await _dispatcher.RecordOutcomes();
        var (upTo, more) = await _enqueuer.EnqueueNew(cancellation);
        var started = await _dispatcher.Start(upTo, cancellation);
        await Maintain(cancellation);
        if (!more && started == 0 && _dispatcher.IsIdle)
            await _sender.CloseIdle();
        return more || started > 0;
    }

    /// <summary>Waits until there may be something to do.</summary>
    public async Task WaitForWork(long head, TimeSpan atMost, CancellationToken cancellation)
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        // In an outage new mail changes nothing before the next try.
        var pause = _server.NextTry is { } next ? next - _clock.GetUtcNow() : TimeSpan.Zero;
        var change = pause > TimeSpan.Zero
            ? Task.Delay(pause < atMost ? pause : atMost, _clock, enough.Token)
            : _feed.WaitBeyond(head, atMost, enough.Token);
        await Task.WhenAny([change, .. _dispatcher.Tasks]);
        await enough.CancelAsync();
        await change.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>Completes and records what is in flight; another process sends from now on, or none.</summary>
    public async Task Stop()
    {
        await Task.WhenAll(_dispatcher.Tasks).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        RelayMetrics.Clear();
        await _dispatcher.RecordOutcomes();
        await _dispatcher.RemoveSent();
        _server.Reset();
        await _sender.CloseIdle();
    }

    private async Task Maintain(CancellationToken cancellation)
    {
        var now = _clock.GetUtcNow();
        if (now - _countedAt >= CountedEvery)
        {
            _countedAt = now;
            var counts = await _queue.Count(null, cancellation);
            RelayMetrics.Waiting(counts.Waiting, counts.OldestMicros is { } oldest
                ? Math.Max(0, (now - DateTimeOffset.UnixEpoch.AddMicroseconds(oldest)).TotalSeconds)
                : 0);
        }
        if (now - _purgedAt >= Hour)
        {
            _purgedAt = now;
            await _queue.Purge((now - KeptFor).ToMicros(), cancellation);
        }
    }
}
