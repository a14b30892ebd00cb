using PosSaga.Silo.Health;

namespace PosSaga.Api;

/// <summary>Until the start is over, nothing of the API can be served.</summary>
internal sealed class StartGate(Readiness readiness)
{
    public Task Invoke(HttpContext http, RequestDelegate next) =>
        readiness.IsStarted || !http.Request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase)
            ? next(http)
            : new ProblemResult(ProblemKind.Unavailable, "The system is starting.").ExecuteAsync(http);
}
