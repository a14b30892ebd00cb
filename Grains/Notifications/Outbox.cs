using PosSaga.EventSourcing;
using PosSaga.Journal;
using PosSaga.Streams;

namespace PosSaga.Notifications;

/// <summary>What one claim, refund or order has told people, and how its customer is reached.</summary>
[StoredAs("notification.state/1")]
public sealed record Outbox : IAggregate<Outbox, NotificationEvent>, IParticipantState
{
    public static Outbox Initial { get; } = new();

    /// <summary>As told before; null until then.</summary>
    public Addressee? Customer { get; init; }

    public IReadOnlyList<SentMessage> Sent { get; init; } = [];

    public long HandledUpTo { get; init; }

    public Outbox Apply(NotificationEvent @event) => @event switch
    {
        NotificationEvent.CustomerNotified e =>
            Told(e, e.About, e.Messages) with { Customer = Addressee.Of(Customer, e.Messages) },
        NotificationEvent.StaffNotified e => Told(e, e.About, e.Messages),
        _ => throw new JournalCorruptException($"An outbox does not know {@event.GetType().Name}."),
    };

    private Outbox Told(NotificationEvent @event, string about, IReadOnlyList<Message> messages) => this with
    {
        Sent = [.. Sent, .. messages.Select(message => new SentMessage(about, message, @event.At))],
        HandledUpTo = @event.Handled,
    };
}

/// <param name="About">Stored name of the event.</param>
public sealed record SentMessage(string About, Message Message, DateTimeOffset At);

/// <summary>A customer: an id, and addresses as far as they are known.</summary>
/// <param name="Id">The customer's, or of the order where nobody knows the customer.</param>
public sealed record Addressee(string Id, Personal<string>? Email = null, Personal<string>? Phone = null)
{
    public static Addressee Of(string id, Personal<Contact>? contact) =>
        contact is { IsErased: false, Value: { } known }
            ? new(id, Part(contact.Subject, known.Email), Part(contact.Subject, known.Phone))
            : new(id);

    /// <summary>What messages show of their recipient.</summary>
    public static Addressee? Of(Addressee? before, IReadOnlyList<Message> messages)
    {
        foreach (var message in messages)
        {
            var known = before ?? new Addressee(message.RecipientId);
            before = message.Channel == NotificationChannel.Email
                ? known with { Email = message.Recipient ?? known.Email }
                : known with { Phone = message.Recipient ?? known.Phone };
        }

        return before;
    }

    private static Personal<string>? Part(string subject, string? value) => value is null ? null : new(subject, value);
}
