using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.Timeouts;

namespace PosSaga.Api;

/// <summary>An example of a request body (status 0) or of a response.</summary>
internal sealed record BodyExample(int Status, Func<JsonNode?> Json);

/// <summary>A query parameter or header that a route reads itself.</summary>
internal sealed record ParameterDoc(
    string Name, bool IsHeader, string Description, string Type = "string", IReadOnlyList<string>? Choices = null,
    string? Example = null, int? Min = null, int? Max = null);

/// <summary>What a route says about itself, next to where it is mapped: summary, examples, parameters, status codes.</summary>
internal static class RouteDocs
{
    private static readonly string[] Json = ["application/json"];
    private static readonly string[] ProblemJson = [ProblemResult.ContentType];

    public static RouteHandlerBuilder Says(this RouteHandlerBuilder route, string summary) =>
        route.WithSummary(summary);

    public static RouteHandlerBuilder Takes<T>(this RouteHandlerBuilder route, T example) where T : class =>
        route.Accepts<T>("application/json").WithMetadata(ExampleOf(0, example)).Refuses(400, 413, 415);

    public static RouteHandlerBuilder Answers<T>(this RouteHandlerBuilder route, T example) where T : class =>
        route.Answers(StatusCodes.Status200OK, example);

    public static RouteHandlerBuilder Creates<T>(this RouteHandlerBuilder route, T example) where T : class =>
        route.Answers(StatusCodes.Status201Created, example);

    public static RouteHandlerBuilder Accepted<T>(this RouteHandlerBuilder route, T example) where T : class =>
        route.Answers(StatusCodes.Status202Accepted, example);

    public static RouteHandlerBuilder AnswersPage<T>(this RouteHandlerBuilder route, T example) where T : class =>
        route.Answers(new PageBody<T>([example], null)).TakesPage(Query.DefaultLimit, Query.MaxLimit);

    public static RouteHandlerBuilder TakesPage(this RouteHandlerBuilder route, int limitUsual, int limitMax) =>
        route.Refuses(400).WithMetadata(
            new ParameterDoc(
                "limit", false, $"Items per page, default {limitUsual}", "integer", Example: $"{limitUsual}", Min: 1,
                Max: limitMax),
            new ParameterDoc("cursor", false, "nextCursor of the page before"));

    public static RouteHandlerBuilder TakesQuery(
        this RouteHandlerBuilder route, string name, string description = "Exactly") =>
        route.WithMetadata(new ParameterDoc(name, false, description));

    public static RouteHandlerBuilder TakesQuery<T>(this RouteHandlerBuilder route, string name)
        where T : struct, Enum =>
        route.WithMetadata(new ParameterDoc(name, false, "One of the values", Choices: WireName.All<T>()));

    public static RouteHandlerBuilder TakesInstant(this RouteHandlerBuilder route, string name, string description) =>
        route.WithMetadata(new ParameterDoc(name, false, description + " (RFC 3339)", Example: "2026-01-31T12:00:00Z"));

    public static RouteHandlerBuilder TakesFlag(this RouteHandlerBuilder route, string name, string description) =>
        route.WithMetadata(new ParameterDoc(name, false, description, "boolean"));

    public static RouteHandlerBuilder TakesHeader(this RouteHandlerBuilder route, string name, string description) =>
        route.WithMetadata(new ParameterDoc(name, true, description));

    public static RouteHandlerBuilder TakesIdempotencyKey(this RouteHandlerBuilder route) =>
        route.Refuses(422).TakesHeader(
            Idempotency.Header,
            "At most 255 printable characters: the same key with the same body is answered with the first answer");

    public static RouteHandlerBuilder TakesIfMatch(this RouteHandlerBuilder route) =>
        route.Refuses(400, 412).TakesHeader(
            IfMatch.Header, "ETag of the version that the caller saw: 412 when somebody has changed it since");

    public static RouteHandlerBuilder FreshAfter(this RouteHandlerBuilder route) => route.Refuses(400, 412).TakesHeader(
        JournalPosition.ConditionHeader,
        "X-Journal-Position of a write: waits, at most 2 s, until the answer shows it");

    /// <summary>It may take minutes: the request time limit does not apply, only the caller's patience.</summary>
    public static RouteHandlerBuilder TakesItsTime(this RouteHandlerBuilder route) =>
        route.WithMetadata(new DisableRequestTimeoutAttribute());

    public static RouteHandlerBuilder Refuses(this RouteHandlerBuilder route, params int[] statuses)
    {
        foreach (var status in statuses)
            route.WithMetadata(Refusal(status));
        return route;
    }

    /// <summary>What every route behind authentication may answer.</summary>
    public static RouteGroupBuilder RefusesAlways(this RouteGroupBuilder group) =>
        group.WithMetadata(Refusal(401), Refusal(403), Refusal(429), Refusal(503));

    private static ProducesResponseTypeMetadata Refusal(int status) => new(status, typeof(ProblemBody), ProblemJson);

    private static RouteHandlerBuilder Answers<T>(
        this RouteHandlerBuilder route, int status, T example) where T : class =>
        route.WithMetadata(new ProducesResponseTypeMetadata(status, typeof(T), Json), ExampleOf(status, example));

    private static BodyExample ExampleOf<T>(int status, T example) where T : class => new(
        status,
        () => JsonNode.Parse(System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(
            example, WireText.Json.GetTypeInfo(typeof(T))!)));
}
