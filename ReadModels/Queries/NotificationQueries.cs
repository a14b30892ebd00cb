using System.Globalization;
using PosSaga.Notifications;
using PosSaga.ReadModels.Projections;
using PosSaga.ReadModels.Storage;

namespace PosSaga.ReadModels.Queries;

internal sealed class NotificationQueries(IReadStore store) : INotificationQueries
{
    private const string All = "select * from notifications";

    // Two walks in the order of the list, merged, rather than one "or" that has to be sorted.
    private const string To =
        """
        select * from (
            select * from notifications where tenant = @tenant and recipient = @recipient
            union all
            select * from notifications
             where tenant = @tenant and recipient_id = @recipient
               and (recipient is null or recipient <> @recipient)) told
        """;

    public Task<Page<NotificationSummary>> List(
        string tenant, NotificationFilter filter, Cursor? after, int limit, CancellationToken cancellation = default) =>
        ReadQuery.Of(filter.Recipient is null ? All : To, "tenant", tenant)
            .AndIf(filter.Event is not null, "event = @event", ("event", filter.Event))
            .AndIf(
                after is not null, "(position, number) < (@position, @number)",
                ("position", after?.Key), ("number", Number(after)))
            .With("recipient", filter.Recipient)
            .Page<NotificationRow, NotificationSummary>(
                store, "notifications", "position desc, number desc", limit,
                row => new Cursor(row.Position, row.Number.ToString(CultureInfo.InvariantCulture)), Summary,
                cancellation);

    private static int Number(Cursor? after) =>
        int.TryParse(after?.Id, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;

    private static NotificationSummary Summary(NotificationRow row) => new(
        row.About, row.Event, Enum.Parse<NotificationChannel>(row.Channel), row.Recipient, row.RecipientId, row.Subject,
        Micros.ToTime(row.At));
}
