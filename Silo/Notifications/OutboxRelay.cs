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

    private readonly WaitingMail _waiting = new(checkpoints, pauses.Busy, clock);

    /// <summary>Before the first look: where nothing was ever sent, the past is left alone.</summary>
    public async Task Begin(CancellationToken cancellation)
    {
        if (await checkpoints.Get(Checkpoint, cancellation) == 0 && await feed.Head(cancellation) is > 0 and var head)
            await checkpoints.Move(Checkpoint, 0, head, cancellation);
    }

    /// <summary>Sends what waited long enough, then what has come since the checkpoint; false when there was nothing,
    /// or nothing can be sent.</summary>
    /// <param name="stillOurs">Asked before each message.</param>
    public async Task<bool> Look(Func<Task<bool>> stillOurs, CancellationToken cancellation)
    {
        foreach (var position in await _waiting.Due(cancellation))
        {
            var late = await feed.ReadAll(position - 1, 1, cancellation);
            if (!await IsCarried(late.Events[0], stillOurs, cancellation))
                return false;
        }

        var from = await checkpoints.Get(Checkpoint, cancellation);
        var page = await feed.ReadAll(from, Page, cancellation);
        var done = from;
        foreach (var recorded in page.Events)
        {
            if (!await IsCarried(recorded, stillOurs, cancellation))
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

    /// <summary>All of it sent, given up, or put where it waits. False: it is somebody else's now, or nothing can be
    /// sent.</summary>
    private async Task<bool> IsCarried(
        RecordedEvent recorded, Func<Task<bool>> stillOurs, CancellationToken cancellation)
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
            var message = Outgoing(recorded, messages[i], i);
            switch (await Send(message, stillOurs, cancellation))
            {
                case null:
                    return false;
                case { Result: SendResult.Busy } busy:
                    switch (await _waiting.Wait(recorded.Position, cancellation))
                    {
                        case WaitingRoom.HasIt:
                            return true;
                        case WaitingRoom.IsFull:
                            await Task.Delay(pauses.Away[0], clock, cancellation);
                            return false;
                        default:
                            GiveUp(message, busy.Reason);
                            break;
                    }
                    break;
                case { Result: SendResult.Undeliverable } no:
                    GiveUp(message, no.Reason);
                    break;
            }
        }

        await _waiting.Leave(recorded.Position, cancellation);
        return true;
    }

    private void GiveUp(OutgoingMessage message, string? reason)
    {
        RelayMetrics.Undelivered(reason);
        log.LogWarning("Message {Message} is not delivered: {Reason}", message.Id, reason);
    }

    private static OutgoingMessage Outgoing(RecordedEvent recorded, Message message, int index)
    {
        var id = string.Create(CultureInfo.InvariantCulture, $"{recorded.Stream}@{recorded.Version}/{index}");
        var about = recorded.Stream[(recorded.Stream.LastIndexOf('/') + 1)..];
        return new(id, message.Channel, message.Recipient?.Value, message.Subject, $"{message.Subject}: {about}");
    }

    /// <summary>Until somebody is there to take it or say no. Null: it is somebody else's now.</summary>
    private async Task<SendOutcome?> Send(
        OutgoingMessage message, Func<Task<bool>> stillOurs, CancellationToken cancellation)
    {
        for (var away = 0; await stillOurs(); away++)
        {
            var outcome = await sender.Send(message, cancellation);
            if (outcome.Result != SendResult.Unreachable)
                return outcome;
            RelayMetrics.Unreachable();
            log.LogWarning("Nothing can be sent just now: {Reason}", outcome.Reason);
            await Task.Delay(pauses.Away[Math.Min(away, pauses.Away.Count - 1)], clock, cancellation);
        }

        return null;
    }
}

/// <summary>Between attempts.</summary>
/// <param name="Busy">For one message, while others go on; then it is given up.</param>
/// <param name="Away">While nobody is there; the last one again and again.</param>
public sealed record RelayPauses(IReadOnlyList<TimeSpan> Busy, IReadOnlyList<TimeSpan> Away)
{
    /// <summary>A message waits for nine hours in all: a mailbox that is full is emptied, a server that lets strangers
    /// wait (greylisting) wants minutes.</summary>
    public static RelayPauses Usual { get; } = new(
        [
            TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(15),
            TimeSpan.FromMinutes(30), TimeSpan.FromHours(1), TimeSpan.FromHours(2), TimeSpan.FromHours(5),
        ],
        [TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(15)]);
}
