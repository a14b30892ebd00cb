using System.Diagnostics;
using System.Text.Json;

namespace PosSaga.Api;

/// <summary>Answers with a problem. The caller never learns more than what is said here: no exception text, no
/// stack.</summary>
internal sealed record ProblemResult(ProblemKind Kind, string? Detail = null) : IResult
{
    public const string ContentType = "application/problem+json";

    // Long enough for a failover of the database, short enough for a till to wait for it.
    private const string RetryAfterSeconds = "2";

    public IReadOnlyDictionary<string, string[]>? Errors { get; init; }

    public string? Code { get; init; }

    public string? OrderId { get; init; }

    public string? Reason { get; init; }

    /// <summary>Of an order that failed: nothing of it is left to be undone.</summary>
    public bool? Settled { get; init; }

    /// <summary>It is what the same key was told before.</summary>
    public bool Replayed { get; init; }

    public Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = Kind.Status;
        response.ContentType = ContentType;
        if (Kind.Status == StatusCodes.Status503ServiceUnavailable && response.Headers.RetryAfter.Count == 0)
            response.Headers.RetryAfter = RetryAfterSeconds;
        if (Replayed)
            response.Headers[Idempotency.ReplayedHeader] = "true";

        var (detail, code) = Kind == ProblemKind.NotFound ? Missing.Name(httpContext, Detail, Code) : (Detail, Code);
        var body = new ProblemBody(
            Kind.Type, Kind.Title, Kind.Status, detail, httpContext.Request.Path.Value ?? "/", TraceIdOf(httpContext),
            Errors, code, OrderId, Reason, Settled);
        var bytes = JsonSerializer.SerializeToUtf8Bytes(body, WireText.Json.ProblemBody);
        response.ContentLength = bytes.Length;
        return response.Body.WriteAsync(bytes, CancellationToken.None).AsTask();
    }

    private static string TraceIdOf(HttpContext http) =>
        Activity.Current?.TraceId.ToHexString() ?? http.TraceIdentifier;
}
