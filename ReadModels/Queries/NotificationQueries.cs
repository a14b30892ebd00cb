using System.Globalization;
using PosSaga.Notifications;

namespace PosSaga.ReadModels;

/// <param name="About">Id of the claim, refund or order.</param>
/// <param name="Event">Stored name of the event that it is about.</param>
/// <param name="Recipient">Address, or the id where no address is known; null once the person was erased.</param>
/// <param name="RecipientId">The customer's or agent's; the order's where the customer is unknown.</param>
public sealed record NotificationSummary(
    string About, string Event, NotificationChannel Channel, string? Recipient, string RecipientId, string Subject,
    DateTimeOffset At);

/// <param name="Recipient">Address or id, exactly.</param>
/// <param name="Event">Stored name, exactly.</param>
public sealed record NotificationFilter(string? Recipient = null, string? Event = null);

/// <summary>The messages to people, newest first.</summary>
public sealed class NotificationQueries
{
    private const string All = "select * from notifications";

    // A union of two index scans in the list's order: an "or" of the two columns would have to be sorted.
    private const string To =
        """
        select * from (
            select * from notifications where tenant = @tenant and recipient = @recipient
            union all
            select * from notifications
             where tenant = @tenant and recipient_id = @recipient
               and (recipient is null or recipient <> @recipient)) told
        """;

    private readonly IReadStore _store;

    internal NotificationQueries(IReadStore store) => _store = store;

    /// <param name="limit">1 to 200.</param>
    public Task<Page<NotificationSummary>> List(
        string tenant, NotificationFilter filter, Cursor? after, int limit, CancellationToken cancellation = default) =>
        ReadQuery.Of(filter.Recipient is null ? All : To, tenant)
            .AndIfGiven("event = @event", "event", filter.Event)
            .AndIf(
                after is not null, "(position, number) < (@position, @number)",
                ("position", after?.Key), ("number", Number(after)))
            .With("recipient", filter.Recipient)
            .Page<NotificationRow, NotificationSummary>(
                _store, "notifications", "position desc, number desc", limit,
                row => new Cursor(row.Position, row.Number.ToString(CultureInfo.InvariantCulture)), Summary,
                cancellation);

    private static int Number(Cursor? after) =>
        int.TryParse(after?.Id, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;

    private static NotificationSummary Summary(NotificationRow row) => new(
        row.About, row.Event, Enum.Parse<NotificationChannel>(row.Channel), row.Recipient, row.RecipientId, row.Subject,
        Micros.ToTime(row.At));
}
