using PosSaga.Notifications;
using PosSaga.ReadModels;

namespace PosSaga.Api;

/// <summary>What people were told.</summary>
internal static class Notifications
{
    public static void MapNotifications(this IEndpointRouteBuilder api)
    {
        var notifications = api.MapGroup("/notifications").WithTags("Notifications");
        notifications.MapGet("", List).WithName("listNotifications")
            .WithSummary("Messages to customers and agents, newest first")
            .PageExample(NotificationBody.Example).PositionCondition()
            .QueryParameter("recipient", "Address, or id of the customer or agent, exactly")
            .QueryParameter("event", "Stored name of the event that it tells of, such as claim.created/1");
    }

    private static async Task<IResult> List(
        ListQueryReader query, Caller caller, NotificationQueries notifications, HttpContext http)
    {
        var filter = new NotificationFilter(query.Text("recipient"), query.Text("event"));
        var (after, limit) = query.Page();
        await JournalPosition.WaitFor(http, Models.Notifications);
        return WireResult.Page(
            await notifications.List(caller.Tenant, filter, after, limit, http.RequestAborted), NotificationBody.Of);
    }
}

/// <summary><paramref name="About"/>: the claim, refund or order. <paramref name="Recipient"/>: the address, or the id
/// where no address is known; null once the person was erased.</summary>
internal sealed record NotificationBody(
    string About, string Event, NotificationChannel Channel, string? Recipient, string RecipientId, string Subject,
    DateTimeOffset At)
{
    public static NotificationBody Example { get; } = new(
        ClaimBody.Example.Id, "claim.created/1", NotificationChannel.Email, "ana@example.com", "ana", "Claim received",
        ClaimBody.Example.CreatedAt);

    public static NotificationBody Of(NotificationSummary n) =>
        new(n.About, n.Event, n.Channel, n.Recipient, n.RecipientId, n.Subject, n.At);
}
