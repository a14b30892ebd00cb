using System.Globalization;
using PosSaga.Journal;
using PosSaga.ReadModels;
using PosSaga.Silo.Streaming;

namespace PosSaga.Api;

/// <summary>Events that a participant could not handle, and those that wait behind them.</summary>
internal static class DeadLetters
{
    public static void MapDeadLetters(this IEndpointRouteBuilder api)
    {
        var letters = api.MapGroup("/dead-letters").WithTags("Operations");
        letters.MapGet("", List).WithName("listDeadLetters").WithSummary("Events that could not be handled, oldest first")
            .PageExample(DeadLetterBody.Example).QueryParameter("subscriber");
        letters.MapPost("/{id:id}/redrive", Redrive).WithName("redriveDeadLetter")
            .WithSummary("Delivers the letter's whole stream again, oldest first, until all is handled or one fails")
            .ResponseExample(RedriveBody.Example).ProducesProblems(404);
        letters.MapDelete("/{id:id}", Discard).WithName("discardDeadLetter")
            .WithSummary("The event is never delivered to this subscriber; if it blocked its stream, the rest is redriven")
            .ResponseExample(RedriveBody.Example).ProducesProblems(404);
    }

    private static async Task<IResult> List(ListQueryReader query, Caller caller, DeadLetterQueries office, HttpContext http)
    {
        var subscriber = query.Id("subscriber");
        var (after, limit) = query.Page();
        var found = await office.List(caller.Tenant, subscriber, after?.Key ?? 0, limit + 1, http.RequestAborted);
        var page = found.Count <= limit
            ? new Page<DeadLetter>(found, null)
            : new Page<DeadLetter>([.. found.Take(limit)], new Cursor(found[limit - 1].Id, "").ToString());
        return WireResult.Page(page, DeadLetterBody.Of);
    }

    private static async Task<IResult> Redrive(string id, Caller caller, DeadLetterCommands desk, HttpContext http) =>
        IsNumber(id, out var number)
            ? RedriveBody.Of(await desk.Redrive(caller.Origin(id), number, http.RequestAborted))
            : WireResult.NotFound;

    private static async Task<IResult> Discard(string id, Caller caller, DeadLetterCommands desk, HttpContext http) =>
        IsNumber(id, out var number)
            ? RedriveBody.Of(await desk.Discard(caller.Origin(id), number, http.RequestAborted))
            : WireResult.NotFound;

    private static bool IsNumber(string id, out long number) =>
        long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}

/// <summary><paramref name="Attempts"/>: 0 for an event that only waits behind another of its stream.</summary>
internal sealed record DeadLetterBody(
    string Id, string Subscriber, string Stream, long Position, string Event, string Error, int Attempts,
    DateTimeOffset ParkedAt)
{
    public static DeadLetterBody Example { get; } = new(
        "17", "refund-stock", "refunds/demo/" + OrderBody.Example.Id, 1042, "refund-payment.reserved/1",
        "ReactionRefusedException: store-not-found: There is no such store.", 5, OrderBody.Example.UpdatedAt);

    public static DeadLetterBody Of(DeadLetter letter) => new(
        letter.Id.ToString(CultureInfo.InvariantCulture), letter.Subscriber, letter.Stream, letter.Position,
        letter.EventType, letter.Error, letter.Attempts,
        DateTimeOffset.UnixEpoch.AddMicroseconds(letter.ParkedAtMicros));
}

/// <param name="Redriven">Events that were handled now.</param>
/// <param name="Blocking">What the stream waits for; null when it flows again.</param>
internal sealed record RedriveBody(int Redriven, DeadLetterBody? Blocking)
{
    public static RedriveBody Example { get; } = new(3, null);

    public static IResult Of(RedriveOutcome? outcome) => outcome is null
        ? WireResult.NotFound
        : WireResult.Ok(new RedriveBody(
            outcome.Delivered, outcome.Blocking is { } letter ? DeadLetterBody.Of(letter) : null));
}
