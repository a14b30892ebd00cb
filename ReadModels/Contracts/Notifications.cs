using PosSaga.Notifications;

namespace PosSaga.ReadModels;

/// <param name="About">Id of the claim, refund or order.</param>
/// <param name="Event">Stored name of the event that it tells of.</param>
/// <param name="Recipient">Address, or the id where no address is known; null once the person was erased.</param>
/// <param name="RecipientId">The customer's or agent's; the order's where nobody knows the customer.</param>
public sealed record NotificationSummary(
    string About, string Event, NotificationChannel Channel, string? Recipient, string RecipientId, string Subject,
    DateTimeOffset At);

/// <param name="Recipient">Address or id, exactly.</param>
/// <param name="Event">Stored name, exactly.</param>
public sealed record NotificationFilter(string? Recipient = null, string? Event = null);

/// <summary>The outbox: what people were told, newest first.</summary>
public interface INotificationQueries
{
    /// <param name="limit">1 to 200.</param>
    Task<Page<NotificationSummary>> List(
        string tenant, NotificationFilter filter, Cursor? after, int limit, CancellationToken cancellation = default);
}
