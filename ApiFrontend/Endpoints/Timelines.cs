using System.Text.Json;
using PosSaga.ReadModels;
using PosSaga.Sagas;

namespace PosSaga.Api;

/// <summary>Everything that follows from one cause, in the order of cause.</summary>
internal static class Timelines
{
    // What follows from one order is read in one piece, nearly always.
    private const int EntriesMax = 1_000;

    public static void MapTimelines(this IEndpointRouteBuilder api)
    {
        var reading = api.MapGroup("").WithTags("Timeline");
        reading.MapGet("/timeline/{correlation:id}", Get).WithName("getTimeline")
            .WithSummary("All events of one business root")
            .AnswersTimeline();
        reading.MapGet("/orders/{id:id}/timeline", OfOrder).WithName("getOrderTimeline")
            .WithSummary("All events of an order, and of what follows from it")
            .AnswersTimeline();
    }

    private static RouteHandlerBuilder AnswersTimeline(this RouteHandlerBuilder route) =>
        route.ResponseExample(TimelineBody.Example).PageParameters(EntriesMax, EntriesMax).PositionCondition().ProducesProblems(404);

    private static async Task<IResult> Get(
        string correlation, ListQueryReader query, Caller caller, TimelineQueries timelines, HttpContext http)
    {
        var (after, limit) = PageOf(query);
        await JournalPosition.WaitFor(http, Models.JournalIndex);
        var timeline = await timelines.Of(caller.Tenant, correlation, after, limit, http.RequestAborted);
        return timeline.Entries.Count == 0 && after is null
            ? WireResult.NotFound
            : WireResult.Ok(TimelineBody.Of(timeline, http));
    }

    private static (Cursor? After, int Limit) PageOf(ListQueryReader query) =>
        query.Page(TimelineQueries.IsOurs, EntriesMax, EntriesMax);

    private static async Task<IResult> OfOrder(
        string id, ListQueryReader query, Caller caller, IGrainFactory grains, TimelineQueries timelines, HttpContext http)
    {
        var (after, limit) = PageOf(query);
        // The index may be a moment behind the order: then its timeline is short, not missing.
        if (await caller.Grain<IOrderSagaGrain>(grains, id).Get() is null)
            return WireResult.NotFound;
        await JournalPosition.WaitFor(http, Models.JournalIndex);
        return WireResult.Ok(
            TimelineBody.Of(await timelines.Of(caller.Tenant, id, after, limit, http.RequestAborted), http));
    }
}

internal sealed record TimelineEntryBody(
    long Position, string Stream, long Version, string Event, DateTimeOffset At, string Actor, JsonElement Data)
{
    public static TimelineEntryBody Example { get; } = new(
        1042, "order-saga/demo/" + OrderBody.Example.Id, 1, "order-saga.started/1", OrderBody.Example.CreatedAt,
        "demo-store", JsonElement.Parse($$"""{"cartId":"{{Examples.Cart}}"}"""));

    public static TimelineEntryBody Of(TimelineEntry e) =>
        new(e.Position, e.Stream, e.Version, e.Event, e.At, e.Actor, e.Data);
}

internal sealed record TimelineBody(string Correlation, IReadOnlyList<TimelineEntryBody> Entries, string? NextCursor)
{
    public static TimelineBody Example { get; } = new(
        OrderBody.Example.Id, [TimelineEntryBody.Example], null);

    public static TimelineBody Of(Timeline timeline, HttpContext http) => new(
        timeline.Correlation,
        [.. timeline.Entries.Select(TimelineEntryBody.Of)],
        Cursors.Bind(http, timeline.NextCursor));
}
