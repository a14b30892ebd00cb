using PosSaga.ReadModels;
using PosSaga.Refunds;

namespace PosSaga.Api;

/// <summary>Refunds found.</summary>
internal static class RefundLists
{
    public static void MapRefundLists(this IEndpointRouteBuilder api)
    {
        var lists = api.MapGroup("/refunds").WithTags("Refunds");
        lists.MapGet("", List).WithName("listRefunds")
            .WithSummary("Refunds, newest first").PageExample(RefundBody.Example).PositionCondition()
            .QueryParameter<RefundStatus>("status").InstantParameter("from", "Asked for at or after")
            .InstantParameter("to", "Asked for before")
            .FlagParameter("waiting", "Only those that wait out an outage");
    }

    private static async Task<IResult> List(ListQueryReader query, Caller caller, RefundQueries refunds, HttpContext http)
    {
        var filter = new RefundFilter(
            query.Choice<RefundStatus>("status"), query.Instant("from"), query.Instant("to"),
            query.Flag("waiting"), caller.Scope.Listed);
        var (after, limit) = query.Page();
        await JournalPosition.WaitFor(http, Models.Refunds);
        return WireResult.Page(
            await refunds.List(caller.Tenant, filter, after, limit, http.RequestAborted), RefundBody.Of);
    }
}
