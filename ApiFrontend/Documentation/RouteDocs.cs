using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.Timeouts;

namespace PosSaga.Api;

/// <summary>An example of a request body (status 0) or of a response.</summary>
internal sealed record BodyExample(int Status, Func<JsonNode?> Json);

/// <summary>A query parameter or header that a route reads itself.</summary>
internal sealed record ParameterDoc(
    string Name, bool IsHeader, string Description, string Type = "string", IReadOnlyList<string>? Choices = null,
    string? Example = null, int? Min = null, int? Max = null, bool IsRequired = false);

/// <summary>A value of a route parameter with which the example can be run.</summary>
internal sealed record PathExample(string Name, string Value);

/// <summary>A header of an answer.</summary>
/// <param name="Status">Null: of every answer that is no refusal.</param>
internal sealed record HeaderDoc(string Name, string Description, int? Status);

/// <summary>What a route says about itself, next to where it is mapped: summary, examples, parameters, status codes.</summary>
internal static class RouteDocs
{
    private static readonly string[] Json = ["application/json"];
    private static readonly string[] ProblemJson = [ProblemResult.ContentType];

    public static RouteHandlerBuilder RequestExample<T>(this RouteHandlerBuilder route, T example) where T : class =>
        route.Accepts<T>("application/json").WithMetadata(ExampleOf(0, example)).ProducesProblems(400, 413, 415);

    /// <summary>A body that may be left out.</summary>
    public static RouteHandlerBuilder OptionalRequestExample<T>(this RouteHandlerBuilder route, T example) where T : class =>
        route.Accepts<T>(isOptional: true, "application/json").WithMetadata(ExampleOf(0, example))
            .ProducesProblems(400, 413, 415);

    public static RouteHandlerBuilder ResponseExample<T>(this RouteHandlerBuilder route, T example) where T : class =>
        route.ResponseExample(StatusCodes.Status200OK, example);

    public static RouteHandlerBuilder CreatedExample<T>(this RouteHandlerBuilder route, T example) where T : class =>
        route.ResponseExample(StatusCodes.Status201Created, example).ResponseHeader("Location", "Of what was made", 201);

    public static RouteHandlerBuilder AcceptedExample<T>(this RouteHandlerBuilder route, T example) where T : class =>
        route.ResponseExample(StatusCodes.Status202Accepted, example)
            .ResponseHeader("Location", "Where it can be followed", 202);

    public static RouteHandlerBuilder PageExample<T>(this RouteHandlerBuilder route, T example) where T : class =>
        route.ResponseExample(new PageBody<T>([example], null)).PageParameters(ListQueryReader.DefaultLimit, ListQueryReader.MaxLimit);

    public static RouteHandlerBuilder PageParameters(this RouteHandlerBuilder route, int limitUsual, int limitMax) =>
        route.ProducesProblems(400).WithMetadata(
            new ParameterDoc(
                "limit", false, $"Items per page, default {limitUsual}", "integer", Example: $"{limitUsual}", Min: 1,
                Max: limitMax),
            new ParameterDoc("cursor", false, "nextCursor of the page before"));

    public static RouteHandlerBuilder QueryParameter(
        this RouteHandlerBuilder route, string name, string description = "Exactly") =>
        route.WithMetadata(new ParameterDoc(name, false, description));

    public static RouteHandlerBuilder QueryParameter<T>(
        this RouteHandlerBuilder route, string name, bool isRequired = false) where T : struct, Enum =>
        route.WithMetadata(new ParameterDoc(
            name, false, "One of the values", Choices: WireName.All<T>(), Example: WireName.All<T>()[0],
            IsRequired: isRequired));

    public static RouteHandlerBuilder InstantParameter(this RouteHandlerBuilder route, string name, string description) =>
        route.WithMetadata(new ParameterDoc(
            name, false, $"{description} (RFC 3339; a date alone begins at midnight in {Instants.StoreZoneId})",
            Example: "2026-01-31T12:00:00Z"));

    public static RouteHandlerBuilder FlagParameter(this RouteHandlerBuilder route, string name, string description) =>
        route.WithMetadata(new ParameterDoc(name, false, description, "boolean"));

    public static RouteHandlerBuilder HeaderParameter(this RouteHandlerBuilder route, string name, string description) =>
        route.WithMetadata(new ParameterDoc(name, true, description));

    /// <summary>The example's value of a route parameter, where it is not the usual one.</summary>
    public static RouteHandlerBuilder PathParameterExample(this RouteHandlerBuilder route, string name, string value) =>
        route.WithMetadata(new PathExample(name, value));

    /// <param name="example">Of the example that makes something; null where it may be left out.</param>
    public static RouteHandlerBuilder IdempotencyKeyHeader(this RouteHandlerBuilder route, string? example = null) =>
        route.ProducesProblems(422).WithMetadata(new ParameterDoc(
                Idempotency.Header, true,
                "At most 255 printable characters: the same key with the same body is answered with the first answer",
                Example: example, Max: Idempotency.MaxKeyLength))
            .ResponseHeader(Idempotency.ReplayedHeader, "true where it is the first answer again");

    public static RouteHandlerBuilder IfMatchHeader(this RouteHandlerBuilder route) =>
        route.ProducesProblems(400, 412).HeaderParameter(
            IfMatch.Header,
            "ETags of the versions that the caller saw, or *: 412 when somebody has changed it since").VersionHeaders();

    /// <summary>Shows its version as an ETag; a write also tells its position.</summary>
    public static RouteHandlerBuilder VersionHeaders(this RouteHandlerBuilder route) => route
        .ResponseHeader("ETag", "Its version, for If-Match").PositionHeader();

    public static RouteHandlerBuilder PositionHeader(this RouteHandlerBuilder route) => route.ResponseHeader(
        JournalPosition.Header, "Of the write, for If-Journal-Position; absent where nothing was written");

    /// <summary>Answers 304 to whoever has it already.</summary>
    public static RouteHandlerBuilder RevalidationHeaders(this RouteHandlerBuilder route) => route
        .HeaderParameter(Revalidation.Header, "ETag of what the caller has: 304 while it still holds")
        .WithMetadata(new ProducesResponseTypeMetadata(StatusCodes.Status304NotModified))
        .ResponseHeader("ETag", "For If-None-Match");

    /// <param name="status">Null: every answer that is none of a refusal.</param>
    public static RouteHandlerBuilder ResponseHeader(
        this RouteHandlerBuilder route, string name, string description, int? status = null) =>
        route.WithMetadata(new HeaderDoc(name, description, status));

    public static RouteHandlerBuilder PositionCondition(this RouteHandlerBuilder route) => route.ProducesProblems(400, 412).HeaderParameter(
        JournalPosition.ConditionHeader,
        "X-Journal-Position of a write: waits, at most 2 s, until the answer shows it");

    /// <summary>It may take minutes: the request time limit does not apply, only the caller's patience.</summary>
    public static RouteHandlerBuilder WithoutRequestTimeout(this RouteHandlerBuilder route) =>
        route.WithMetadata(new DisableRequestTimeoutAttribute());

    public static RouteHandlerBuilder ProducesProblems(this RouteHandlerBuilder route, params int[] statuses)
    {
        foreach (var status in statuses)
            route.WithMetadata(Refusal(status));
        return route;
    }

    /// <summary>What every route behind authentication may answer.</summary>
    public static RouteGroupBuilder ProducesCommonProblems(this RouteGroupBuilder group) =>
        group.WithMetadata(Refusal(401), Refusal(403), Refusal(429), Refusal(503));

    private static ProducesResponseTypeMetadata Refusal(int status) => new(status, typeof(ProblemBody), ProblemJson);

    private static RouteHandlerBuilder ResponseExample<T>(
        this RouteHandlerBuilder route, int status, T example) where T : class =>
        route.WithMetadata(new ProducesResponseTypeMetadata(status, typeof(T), Json), ExampleOf(status, example));

    private static BodyExample ExampleOf<T>(int status, T example) where T : class => new(
        status,
        () =>
        {
            var json = JsonNode.Parse(System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(
                example, WireText.Json.GetTypeInfo(typeof(T))!));
            return status == 0 ? WithoutNulls(json) : json;
        });

    // What a request may leave out it leaves out.
    private static JsonNode? WithoutNulls(JsonNode? json)
    {
        if (json is JsonArray items)
            return new JsonArray([.. items.Select(WithoutNulls)]);
        if (json is not JsonObject members)
            return json?.DeepClone();
        return new JsonObject(members.Where(member => member.Value is not null)
            .Select(member => KeyValuePair.Create(member.Key, WithoutNulls(member.Value))));
    }
}
