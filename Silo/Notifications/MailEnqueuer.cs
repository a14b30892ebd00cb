using System.Globalization;
using PosSaga.Journal;
using PosSaga.Notifications;

namespace PosSaga.Silo.Notifications;

/// <summary>Enqueues the mails of the journal's notification events, each once: a mail is enqueued, then the checkpoint
/// moves past its event, and only then it may be sent.</summary>
internal sealed class MailEnqueuer(
    IJournalFeed feed, IEventCodec codec, ICheckpoints checkpoints, IMailQueue queue, TimeProvider clock)
{
    private const int Page = 500;

    // Earlier versions stored an event at position p whose mail had to wait as a checkpoint with value 2p, and as 2p +
    // 1 once it was sent.
    private const int FormerPlaces = 16;

    /// <summary>Sets the first checkpoint to the journal's head, so that past events are not sent, and enqueues what an
    /// earlier version deferred.</summary>
    public async Task Initialize(CancellationToken cancellation)
    {
        if (await checkpoints.Get(OutboxRelay.Checkpoint, cancellation) == 0
            && await feed.Head(cancellation) is > 0 and var head)
            await checkpoints.Move(OutboxRelay.Checkpoint, 0, head, cancellation);
        await EnqueueFormerlyDeferred(cancellation);
    }

    /// <summary>Enqueues what a process of an earlier version deferred; also after each change of the lease, because it
    /// may have done so just before.</summary>
    public async Task EnqueueFormerlyDeferred(CancellationToken cancellation)
    {
        for (var place = 0; place < FormerPlaces; place++)
            await EnqueueFormerlyDeferred(
                string.Create(CultureInfo.InvariantCulture, $"{OutboxRelay.Checkpoint}/waiting-{place}"), cancellation);
    }

    /// <summary>Enqueues a page of events.</summary>
    /// <returns>The position up to which mail may be sent, and whether there are more events.</returns>
    public async Task<(long UpTo, bool More)> EnqueueNew(CancellationToken cancellation)
    {
        var from = await checkpoints.Get(OutboxRelay.Checkpoint, cancellation);
        var page = await feed.ReadAll(from, Page, cancellation);
        foreach (var recorded in page.Events)
            await Enqueue(recorded, OutboxRelay.Checkpoint, from, cancellation);
        if (page.ReadTo == from)
            return (from, false);
        // Another process moved the checkpoint, and enqueued the same mails.
        return await checkpoints.Move(OutboxRelay.Checkpoint, from, page.ReadTo, cancellation)
            ? (page.ReadTo, true)
            : (from, false);
    }

    /// <summary>The message to send; null when the person was erased, or no address is known.</summary>
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

    private async Task Enqueue(RecordedEvent recorded, string checkpoint, long from, CancellationToken cancellation)
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

    private async Task EnqueueFormerlyDeferred(string place, CancellationToken cancellation)
    {
        var value = await checkpoints.Get(place, cancellation);
        if (value <= 0 || value % 2 != 0)
            return;
        var page = await feed.ReadAll((value / 2) - 1, 1, cancellation);
        await Enqueue(page.Events[0], place, value, cancellation);
        await checkpoints.Move(place, value, value + 1, cancellation);
    }
}
