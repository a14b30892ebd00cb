using System.Globalization;
using PosSaga.Journal;
using PosSaga.Notifications;

namespace PosSaga.Silo.Notifications;

/// <summary>From the journal's notification events to the queue, each mail once: queued first, then the checkpoint
/// moves past it, and only then it may be sent.</summary>
internal sealed class MailIntake(
    IJournalFeed feed, IEventCodec codec, ICheckpoints checkpoints, IMailQueue queue, TimeProvider clock)
{
    private const int Page = 500;

    // Where earlier versions kept the events whose mail had to wait: at 2p the one at p waits, at 2p + 1 no more.
    private const int FormerPlaces = 16;

    /// <summary>Before the first look: where nothing was ever sent, the past is left alone.</summary>
    public async Task Begin(CancellationToken cancellation)
    {
        if (await checkpoints.Get(OutboxRelay.Checkpoint, cancellation) == 0
            && await feed.Head(cancellation) is > 0 and var head)
            await checkpoints.Move(OutboxRelay.Checkpoint, 0, head, cancellation);
        await TakeOver(cancellation);
    }

    /// <summary>What a process of an earlier version had put aside, perhaps a moment before it gave the lease
    /// up.</summary>
    public async Task TakeOver(CancellationToken cancellation)
    {
        for (var place = 0; place < FormerPlaces; place++)
            await TakeOver(
                string.Create(CultureInfo.InvariantCulture, $"{OutboxRelay.Checkpoint}/waiting-{place}"), cancellation);
    }

    /// <summary>Up to where mail may be sent, and whether there is more to queue.</summary>
    public async Task<(long UpTo, bool More)> Take(CancellationToken cancellation)
    {
        var from = await checkpoints.Get(OutboxRelay.Checkpoint, cancellation);
        var page = await feed.ReadAll(from, Page, cancellation);
        foreach (var recorded in page.Events)
            await Queue(recorded, OutboxRelay.Checkpoint, from, cancellation);
        if (page.ReadTo == from)
            return (from, false);
        // Somebody else moved it: then they have queued the same.
        return await checkpoints.Move(OutboxRelay.Checkpoint, from, page.ReadTo, cancellation)
            ? (page.ReadTo, true)
            : (from, false);
    }

    /// <summary>The message as it goes out. Null: the person was erased, or no address is known.</summary>
    public async Task<OutgoingMessage?> Read(DueMail mail, CancellationToken cancellation)
    {
        var page = await feed.ReadAll(mail.Position - 1, 1, cancellation);
        var recorded = page.Events[0];
        var message = (await Messages(recorded, cancellation))[mail.Number];
        if (message.Recipient?.Value is not { } address)
            return null;
        var id = string.Create(CultureInfo.InvariantCulture, $"{recorded.Stream}@{recorded.Version}/{mail.Number}");
        var about = recorded.Stream[(recorded.Stream.LastIndexOf('/') + 1)..];
        return new(id, message.Channel, address, message.Subject, $"{message.Subject}: {about}");
    }

    private async Task Queue(RecordedEvent recorded, string checkpoint, long from, CancellationToken cancellation)
    {
        if (!recorded.Type.StartsWith("notification.", StringComparison.Ordinal))
            return;
        var messages = await Messages(recorded, cancellation);
        for (var i = 0; i < messages.Count; i++)
            if (messages[i] is { Channel: NotificationChannel.Email, Recipient.Value: { } address })
                await queue.Add(
                    checkpoint, from, new(recorded.Position, i, recorded.Stream, address), clock.GetUtcNow().ToMicros(),
                    cancellation);
    }

    private async Task<IReadOnlyList<Message>> Messages(RecordedEvent recorded, CancellationToken cancellation) =>
        await codec.Decode(recorded.Type, recorded.Data, cancellation) switch
        {
            NotificationEvent.CustomerNotified told => told.Messages,
            NotificationEvent.StaffNotified told => told.Messages,
            _ => [],
        };

    private async Task TakeOver(string place, CancellationToken cancellation)
    {
        var stands = await checkpoints.Get(place, cancellation);
        if (stands <= 0 || stands % 2 != 0)
            return;
        var page = await feed.ReadAll((stands / 2) - 1, 1, cancellation);
        await Queue(page.Events[0], place, stands, cancellation);
        await checkpoints.Move(place, stands, stands + 1, cancellation);
    }
}
