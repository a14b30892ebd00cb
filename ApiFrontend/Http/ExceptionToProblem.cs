using System.Data.Common;
using System.Buffers;
using PosSaga.Journal;
using Orleans.Runtime;
using Orleans.Runtime.Messaging;

namespace PosSaga.Api;

/// <summary>The outermost step of every request: names it, sets the headers that every answer has, and turns whatever
/// goes wrong inside into a problem.</summary>
internal sealed class ExceptionToProblem(RequestDelegate next, IHostEnvironment environment, ILogger<ExceptionToProblem> log)
{
    public const string RequestIdHeader = "X-Request-Id";
    private const int MaxRequestIdLength = 128;

    private static readonly SearchValues<char> RequestIdCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.:/+=@");

    private readonly bool _hsts = !environment.IsDevelopment();

    public async Task Invoke(HttpContext http)
    {
        http.TraceIdentifier = RequestIdOf(http.Request.Headers[RequestIdHeader]);
        SetHeaders(http);
        try
        {
            await next(http);
        }
        catch (Exception e)
        {
            // One of the few places that catch everything: what arrives here has no other way to the caller.
            await Answer(http, e);
            return;
        }

        if (http.Response is { StatusCode: >= 400, HasStarted: false, ContentType: null, ContentLength: null })
            await new ProblemResult(ProblemKind.OfStatus(http.Response.StatusCode)).ExecuteAsync(http);
    }

    private void SetHeaders(HttpContext http)
    {
        var headers = http.Response.Headers;
        headers[RequestIdHeader] = http.TraceIdentifier;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        if (_hsts)
            headers.StrictTransportSecurity = "max-age=31536000; includeSubDomains";
        // Two pages are for browsers; all else is data.
        if (http.Request.Path.StartsWithSegments("/swagger", StringComparison.OrdinalIgnoreCase)
            || http.Request.Path.StartsWithSegments(ClusterPage.Path, StringComparison.OrdinalIgnoreCase))
            return;
        headers.ContentSecurityPolicy = "default-src 'none'; frame-ancestors 'none'";
        headers.CacheControl = "no-store";
    }

    private async Task Answer(HttpContext http, Exception e)
    {
        if (http.RequestAborted.IsCancellationRequested && e is OperationCanceledException or IOException)
            return;
        var problem = ProblemOf(e);
        if (problem.Kind.Status >= 500)
            ApiMetrics.Failed(problem.Kind);
        if (problem.Kind == ProblemKind.Internal)
            log.LogError(
                e, "{Method} {Path} failed ({RequestId})", http.Request.Method, http.Request.Path,
                http.TraceIdentifier);
        if (http.Response.HasStarted)
        {
            // Half an answer is no answer: let the caller see that the connection broke.
            http.Abort();
            return;
        }
        http.Response.ContentLength = null;
        await problem.ExecuteAsync(http);
    }

    private static ProblemResult ProblemOf(Exception e) => e switch
    {
        RequestFault fault => fault.Problem,
        BadHttpRequestException bad => new(ProblemKind.OfStatus(bad.StatusCode)),
        JournalUnavailableException or TimeoutException => new(ProblemKind.Unavailable),
        DbException { IsTransient: true } => new(ProblemKind.Unavailable),
        _ when IsOfTheCluster(e) => new(ProblemKind.Unavailable),
        OperationCanceledException => new(ProblemKind.Unavailable),
        _ => new(ProblemKind.Internal),
    };

    // No silo, or one that is just leaving or came down with the call; "no active nodes" is a bare OrleansException.
    // Whether the call took effect is unknown, so it is not sent again from here: the caller knows what it may repeat.
    private static bool IsOfTheCluster(Exception e) =>
        e is OrleansMessageRejectionException or ConnectionFailedException
        or ClientNotAvailableException or GatewayTooBusyException or LimitExceededException
        || e.GetType() == typeof(OrleansException);

    // A request id that could forge a log line or a header is not taken; the caller still learns the one that is used.
    private static string RequestIdOf(Microsoft.Extensions.Primitives.StringValues given) =>
        given.Count == 1 && given[0] is { Length: > 0 and <= MaxRequestIdLength } id
            && !id.AsSpan().ContainsAnyExcept(RequestIdCharacters)
            ? id
            : Ids.New();
}
