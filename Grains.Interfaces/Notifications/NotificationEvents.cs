using PosSaga.Journal;
using PosSaga.Streams;

namespace PosSaga.Notifications;

/// <summary>The outbox. <c>Handled</c> is the position of the event that each answers.</summary>
public abstract record NotificationEvent
{
    public required DateTimeOffset At { get; init; }

    public required long Handled { get; init; }

    /// <param name="About">Stored name of the event that people are told of.</param>
    /// <param name="Messages">Told together: one event, one append. Empty where nobody is known to be told.</param>
    /// <remarks>About a refund it is part of its choreography, about anything else it is not published.</remarks>
    [StoredAs("notification.customer-notified/1"), Published(StreamNames.Refunds)]
    public sealed record CustomerNotified(string About, IReadOnlyList<Message> Messages) : NotificationEvent;

    /// <summary>Somebody else than the customer was told: it moves no refund.</summary>
    [StoredAs("notification.staff-notified/1")]
    public sealed record StaffNotified(string About, IReadOnlyList<Message> Messages) : NotificationEvent;

    private NotificationEvent() { }
}

/// <param name="Recipient">Personal: an address. Null: the id beside it is all that is known.</param>
public sealed record Message(
    NotificationChannel Channel, Personal<string>? Recipient, string RecipientId, string Subject);
