using Microsoft.Extensions.Logging;
using PosSaga.Journal;

namespace PosSaga.Silo.Notifications;

/// <summary>Sends queued mail: several recipients at once, one message per recipient at a time. Not safe for concurrent
/// use; <see cref="RecordOutcomes"/> records what has ended.</summary>
internal sealed class MailDispatcher(
    IMailQueue queue, MailEnqueuer enqueuer, INotificationSender sender, MailServerStatus server,
    MailRetryDelays delays, int connections, TimeProvider clock, ILogger<OutboxRelay> log)
{
    // Retries get half of the connections: a mailbox that hangs takes one for ten seconds each time.
    private readonly int _retriesMax = Math.Max(1, connections / 2);
    private readonly Dictionary<string, InFlight> _inFlight = new(StringComparer.Ordinal);

    // Accepted by the server, but not yet removed from the queue because the database was away.
    private readonly HashSet<(long, int)> _sent = [];

    public IEnumerable<Task> Tasks => _inFlight.Values.Select(one => one.Outcome);

    public bool IsIdle => _inFlight.Count == 0;

    /// <summary>Starts as many messages as there is capacity for.</summary>
    /// <returns>The number started.</returns>
    public async Task<int> Start(long upTo, CancellationToken cancellation)
    {
        var room = server.Capacity(connections, _inFlight.Count);
        if (room <= 0)
            return 0;
        var retries = Math.Min(room, _retriesMax - _inFlight.Values.Count(one => one.Mail.Attempts > 0));
        var started = await Start(upTo, tried: false, room, cancellation);
        return started + await Start(upTo, tried: true, Math.Min(retries, room - started), cancellation);
    }

    /// <summary>Records the outcomes of those that have ended. Cannot be cancelled, because the next process would send
    /// again what was sent and not recorded.</summary>
    public async Task RecordOutcomes()
    {
        foreach (var one in _inFlight.Values.Where(one => one.Outcome.IsCompleted).ToList())
        {
            _inFlight.Remove(one.Mail.Recipient);
            await Record(one.Mail, await one.Outcome, CancellationToken.None);
        }
    }

    /// <summary>Removes what was sent while the database was away; called before the process ends.</summary>
    public async Task RemoveSent()
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
        // The queue still has those in flight.
        var due = await queue.Due(upTo, now, tried, max + _inFlight.Count, cancellation);
        foreach (var mail in due.Where(mail => !_inFlight.ContainsKey(mail.Recipient)).Take(max))
        {
            if (_sent.Contains((mail.Position, mail.Number)))
                await Remove(mail, cancellation);
            else
                _inFlight[mail.Recipient] = new(mail, Send(mail));
            started++;
        }
        return started;
    }

    // Not cancelled when the process stops: a message ends within its time limit, and then its outcome is known.
    private async Task<SendOutcome> Send(DueMail mail)
    {
        try
        {
            return await enqueuer.Read(mail, CancellationToken.None) is { } message
                ? await sender.Send(message, CancellationToken.None)
                : SendOutcome.Skipped;
        }
        catch (Exception error) when (error is not JournalUnavailableException)
        {
            // A defect that one mail triggers must not stop the others: it is deferred like a busy mailbox, and in the
            // end given up and listed.
            log.LogError(error, "Message {Position}/{Number} could not be made or sent", mail.Position, mail.Number);
            return new(SendResult.Deferred, "send-defect");
        }
    }

    private async Task Record(DueMail mail, SendOutcome outcome, CancellationToken cancellation)
    {
        if (outcome.IsServerFailure)
        {
            await server.SetDown(outcome, cancellation);
            return;
        }

        if (outcome.Result == SendResult.Sent)
        {
            _sent.Add((mail.Position, mail.Number));
            RelayMetrics.Delivered();
        }
        // These were decided without the server.
        if (outcome.Result != SendResult.Skipped
            && outcome.Reason is not ("address-invalid" or "address-not-supported"))
            await server.SetUp(cancellation);
        await (outcome.Result switch
        {
            SendResult.Deferred when mail.Attempts < delays.Recipient.Count =>
                Defer(mail, outcome.Reason!, cancellation),
            SendResult.Deferred or SendResult.Undeliverable            => GiveUp(mail, outcome.Reason!, cancellation),
            _                                                      => Remove(mail, cancellation),
        });
    }

    private Task Defer(DueMail mail, string reason, CancellationToken cancellation)
    {
        RelayMetrics.Deferred(reason);
        var until = clock.GetUtcNow() + delays.Recipient[mail.Attempts];
        return queue.Defer(mail.Recipient, reason, delays.Recipient.Count, until.ToMicros(), cancellation);
    }

    private async Task GiveUp(DueMail mail, string reason, CancellationToken cancellation)
    {
        await queue.GiveUp(mail.Position, mail.Number, reason, clock.GetUtcNow().ToMicros(), cancellation);
        RelayMetrics.Undelivered(reason);
        log.LogWarning("Message {Position}/{Number} is not delivered: {Reason}", mail.Position, mail.Number, reason);
    }

    private async Task Remove(DueMail mail, CancellationToken cancellation)
    {
        await queue.Remove(mail.Position, mail.Number, cancellation);
        _sent.Remove((mail.Position, mail.Number));
    }

    private sealed record InFlight(DueMail Mail, Task<SendOutcome> Outcome);
}
