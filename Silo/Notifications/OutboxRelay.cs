using System.Globalization;
using Microsoft.Extensions.Logging;
using PosSaga.Journal;
using PosSaga.Notifications;

namespace PosSaga.Silo.Notifications;

/// <summary>Takes the outbox, which is the journal's notification events, to a sender: in order, from a checkpoint, one
/// process at a time by a lease. Nobody waits for it; a mail server that is away delays the mail and nothing
/// else.</summary>
/// <remarks>It begins with what is told after it was first switched on, not with years of past claims.</remarks>
public sealed class OutboxRelay(
    IJournalFeed feed, IEventCodec codec, ICheckpoints checkpoints, INotificationSender sender, RelayPauses pauses,
    TimeProvider clock, ILogger<OutboxRelay> log)
{
    public const string Checkpoint = "outbox-relay";
    private const int Page = 500;

    /// <summary>Before the first look: where nothing was ever sent, the past is left alone.</summary>
    public async Task Begin(CancellationToken cancellation)
    {
        if (await checkpoints.Get(Checkpoint, cancellation) == 0 && await feed.Head(cancellation) is > 0 and var head)
            await checkpoints.Move(Checkpoint, 0, head, cancellation);
    }

    /// <summary>Sends what has come since the checkpoint; false when there was nothing.</summary>
    /// <param name="stillOurs">Asked before each message.</param>
    public async Task<bool> Look(Func<Task<bool>> stillOurs, CancellationToken cancellation)
    {
        var from = await checkpoints.Get(Checkpoint, cancellation);
        var page = await feed.ReadAll(from, Page, cancellation);
        var done = from;
        foreach (var recorded in page.Events)
        {
            if (!await IsSent(recorded, stillOurs, cancellation))
            {
                await Move(from, done, cancellation);
                return false;
            }

            done = recorded.Position;
        }

        await Move(from, page.ReadTo, cancellation);
        return page.ReadTo > from;
    }

    private async Task Move(long from, long to, CancellationToken cancellation)
    {
        // Somebody else moved it: then they send on from there.
        if (to > from && !await checkpoints.Move(Checkpoint, from, to, cancellation))
            log.LogInformation("Another process carries the outbox on from beyond {Position}", from);
    }

    private async Task<bool> IsSent(RecordedEvent recorded, Func<Task<bool>> stillOurs, CancellationToken cancellation)
    {
        if (!recorded.Type.StartsWith("notification.", StringComparison.Ordinal))
            return true;
        var messages = await codec.Decode(recorded.Type, recorded.Data, cancellation) switch
        {
            NotificationEvent.CustomerNotified told => told.Messages,
            NotificationEvent.StaffNotified told => told.Messages,
            _ => [],
        };
        for (var i = 0; i < messages.Count; i++)
        {
            if (!await IsSent(Outgoing(recorded, messages[i], i), stillOurs, cancellation))
                return false;
        }

        return true;
    }

    private static OutgoingMessage Outgoing(RecordedEvent recorded, Message message, int index)
    {
        var id = string.Create(CultureInfo.InvariantCulture, $"{recorded.Stream}@{recorded.Version}/{index}");
        var about = recorded.Stream[(recorded.Stream.LastIndexOf('/') + 1)..];
        return new(id, message.Channel, message.Recipient?.Value, message.Subject, $"{message.Subject}: {about}");
    }

    /// <summary>Until it is sent, or never can be. False: it is somebody else's now.</summary>
    private async Task<bool> IsSent(OutgoingMessage message, Func<Task<bool>> stillOurs, CancellationToken cancellation)
    {
        for (var (busy, away) = (0, 0); await stillOurs(); )
        {
            var outcome = await sender.Send(message, cancellation);
            switch (outcome.Result)
            {
                case SendResult.Sent or SendResult.Left:
                    return true;
                case SendResult.Busy when busy < pauses.Busy.Count:
                    await Task.Delay(pauses.Busy[busy++], clock, cancellation);
                    break;
                case SendResult.Unreachable:
                    RelayMetrics.Unreachable();
                    log.LogWarning("Nothing can be sent just now: {Reason}", outcome.Reason);
                    await Task.Delay(pauses.Away[Math.Min(away++, pauses.Away.Count - 1)], clock, cancellation);
                    break;
                default:
                    RelayMetrics.Undelivered(outcome.Reason);
                    log.LogWarning("Message {Message} is not delivered: {Reason}", message.Id, outcome.Reason);
                    return true;
            }
        }

        return false;
    }
}

/// <summary>Between attempts.</summary>
/// <param name="Busy">For one recipient; then the message is given up, or it would hold up all others.</param>
/// <param name="Away">While nobody is there; the last one again and again.</param>
public sealed record RelayPauses(IReadOnlyList<TimeSpan> Busy, IReadOnlyList<TimeSpan> Away)
{
    public static RelayPauses Usual { get; } = new(
        [TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(15)],
        [TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(15)]);
}
