using Microsoft.Extensions.Logging;
using PosSaga.Journal;

namespace PosSaga.Silo.Notifications;

/// <summary>From the queue to the sender: several recipients at once, of each one message at a time. What was sent is
/// written down by one hand, in <see cref="Settle"/>.</summary>
internal sealed class MailLanes(
    IMailQueue queue, MailIntake intake, INotificationSender sender, MailServerStatus server, RelayPauses pauses,
    int lanes, TimeProvider clock, ILogger<OutboxRelay> log)
{
    // Those that failed before must not take all the lanes: a mailbox that hangs takes one for ten seconds each time.
    private readonly int _retryLanes = Math.Max(1, lanes / 2);
    private readonly Dictionary<string, UnderWay> _underWay = new(StringComparer.Ordinal);

    // Taken by the server, and the database was away when that was to be noted.
    private readonly HashSet<(long, int)> _sent = [];

    public IEnumerable<Task> Tasks => _underWay.Values.Select(one => one.Outcome);

    public bool IsIdle => _underWay.Count == 0;

    /// <summary>Begins with as many as may be under way.</summary>
    /// <returns>How many were begun.</returns>
    public async Task<int> Start(long upTo, CancellationToken cancellation)
    {
        var room = server.Room(lanes, _underWay.Count);
        if (room <= 0)
            return 0;
        var retries = Math.Min(room, _retryLanes - _underWay.Values.Count(one => one.Mail.Attempts > 0));
        var started = await Start(upTo, tried: false, room, cancellation);
        return started + await Start(upTo, tried: true, Math.Min(retries, room - started), cancellation);
    }

    /// <summary>Notes what came of those that have ended. Not to be cancelled: a message that was sent and is not noted
    /// is sent again by the next process.</summary>
    public async Task Settle()
    {
        foreach (var one in _underWay.Values.Where(one => one.Outcome.IsCompleted).ToList())
        {
            _underWay.Remove(one.Mail.Recipient);
            await Settle(one.Mail, await one.Outcome, CancellationToken.None);
        }
    }

    /// <summary>Notes what was sent while the database was away. The last chance of a process that ends.</summary>
    public async Task SettleSent()
    {
        foreach (var (position, number) in _sent.ToList())
        {
            await queue.Remove(position, number, CancellationToken.None);
            _sent.Remove((position, number));
        }
    }

    private async Task<int> Start(long upTo, bool tried, int max, CancellationToken cancellation)
    {
        if (max <= 0)
            return 0;
        var (now, started) = (clock.GetUtcNow().ToMicros(), 0);
        // Those under way still stand in the queue.
        var due = await queue.Due(upTo, now, tried, max + _underWay.Count, cancellation);
        foreach (var mail in due.Where(mail => !_underWay.ContainsKey(mail.Recipient)).Take(max))
        {
            if (_sent.Contains((mail.Position, mail.Number)))
                await Forget(mail, cancellation);
            else
                _underWay[mail.Recipient] = new(mail, Send(mail));
            started++;
        }
        return started;
    }

    // Not to be cancelled: a message in the middle ends within its limit, and then it is known how.
    private async Task<SendOutcome> Send(DueMail mail)
    {
        try
        {
            return await intake.Read(mail, CancellationToken.None) is { } message
                ? await sender.Send(message, CancellationToken.None)
                : SendOutcome.Left;
        }
        catch (Exception error) when (error is not JournalUnavailableException)
        {
            // A defect that one mail brings out must not take every second round of the others: it waits like a mailbox
            // that is busy, and is given up and listed in the end.
            log.LogError(error, "Message {Position}/{Number} could not be made or sent", mail.Position, mail.Number);
            return new(SendResult.Busy, "send-defect");
        }
    }

    private async Task Settle(DueMail mail, SendOutcome outcome, CancellationToken cancellation)
    {
        if (outcome.IsOfServer)
        {
            await server.Failed(outcome, cancellation);
            return;
        }

        if (outcome.Result == SendResult.Sent)
        {
            _sent.Add((mail.Position, mail.Number));
            RelayMetrics.Delivered();
        }
        if (outcome.Result != SendResult.Left && outcome.Reason is not ("address-invalid" or "address-not-supported"))
            await server.Answered(cancellation);
        await (outcome.Result switch
        {
            SendResult.Busy when mail.Attempts < pauses.Busy.Count => Defer(mail, outcome.Reason!, cancellation),
            SendResult.Busy or SendResult.Undeliverable            => GiveUp(mail, outcome.Reason!, cancellation),
            _                                                      => Forget(mail, cancellation),
        });
    }

    private Task Defer(DueMail mail, string reason, CancellationToken cancellation)
    {
        RelayMetrics.Deferred(reason);
        var until = clock.GetUtcNow() + pauses.Busy[mail.Attempts];
        return queue.Defer(mail.Recipient, reason, pauses.Busy.Count, until.ToMicros(), cancellation);
    }

    private async Task GiveUp(DueMail mail, string reason, CancellationToken cancellation)
    {
        await queue.GiveUp(mail.Position, mail.Number, reason, clock.GetUtcNow().ToMicros(), cancellation);
        RelayMetrics.Undelivered(reason);
        log.LogWarning("Message {Position}/{Number} is not delivered: {Reason}", mail.Position, mail.Number, reason);
    }

    private async Task Forget(DueMail mail, CancellationToken cancellation)
    {
        await queue.Remove(mail.Position, mail.Number, cancellation);
        _sent.Remove((mail.Position, mail.Number));
    }

    private sealed record UnderWay(DueMail Mail, Task<SendOutcome> Outcome);
}
