using Microsoft.Extensions.Logging;
using PosSaga.Journal;

namespace PosSaga.Silo.Notifications;

/// <summary>Takes the outbox, which is the journal's notification events, to a sender: one process at a time by a
/// lease, several recipients at once. Nobody waits for it; a mail server that is away delays the mail and nothing else,
/// and a recipient that does not take mail delays its own.</summary>
/// <remarks>It begins with what is told after it was first switched on, not with years of past claims.</remarks>
public sealed class OutboxRelay
{
    public const string Checkpoint = "outbox-relay";

    private static readonly TimeSpan KeptFor = TimeSpan.FromDays(30);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private static readonly TimeSpan CountedEvery = TimeSpan.FromSeconds(5);

    private readonly MailIntake _intake;
    private readonly MailServerStatus _server;
    private readonly MailLanes _lanes;
    private readonly IJournalFeed _feed;
    private readonly IMailQueue _queue;
    private readonly INotificationSender _sender;
    private readonly TimeProvider _clock;
    private DateTimeOffset _purgedAt;
    private DateTimeOffset _countedAt;

    public OutboxRelay(
        IJournalFeed feed, IEventCodec codec, ICheckpoints checkpoints, IMailQueue queue, INotificationSender sender,
        RelayPauses pauses, int connections, TimeProvider clock, ILogger<OutboxRelay> log)
    {
        (_feed, _queue, _sender, _clock) = (feed, queue, sender, clock);
        _intake = new(feed, codec, checkpoints, queue, clock);
        _server = new(queue, pauses, clock, log);
        _lanes = new(queue, _intake, sender, _server, pauses, connections, clock, log);
    }

    /// <summary>Before the first look: where nothing was ever sent, the past is left alone.</summary>
    public Task Begin(CancellationToken cancellation) => _intake.Begin(cancellation);

    /// <summary>When this process becomes the one that sends.</summary>
    public Task TakeOver(CancellationToken cancellation) => _intake.TakeOver(cancellation);

    /// <summary>Notes what has ended, queues what was told since, and begins with as much as may be under way; false
    /// when there is nothing more to begin with just now.</summary>
    public async Task<bool> Look(CancellationToken cancellation)
    {
        await _server.Load(cancellation);
        await _lanes.Settle();
        var (upTo, more) = await _intake.Take(cancellation);
        var started = await _lanes.Start(upTo, cancellation);
        await Keep(cancellation);
        if (!more && started == 0 && _lanes.IsIdle)
            await _sender.Rest();
        return more || started > 0;
    }

    /// <summary>Until there may be something to do.</summary>
    public async Task Wait(long head, TimeSpan atMost, CancellationToken cancellation)
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        // In an outage new mail changes nothing, until it is time to try again.
        var pause = _server.NextTry is { } next ? next - _clock.GetUtcNow() : TimeSpan.Zero;
        var news = pause > TimeSpan.Zero
            ? Task.Delay(pause < atMost ? pause : atMost, _clock, enough.Token)
            : _feed.WaitBeyond(head, atMost, enough.Token);
        await Task.WhenAny([news, .. _lanes.Tasks]);
        await enough.CancelAsync();
        await news.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>Ends what is under way and notes it. Somebody else sends from now on, or nobody.</summary>
    public async Task Finish()
    {
        await Task.WhenAll(_lanes.Tasks).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        RelayMetrics.Nothing();
        await _lanes.Settle();
        await _lanes.SettleSent();
        _server.Forget();
        await _sender.Rest();
    }

    private async Task Keep(CancellationToken cancellation)
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
