using PosSaga.Journal;
using PosSaga.Silo.Hosting;

namespace PosSaga.Api;

/// <summary>Whether requests can be served: the start is over, and the journal answers.</summary>
internal sealed class Readiness(StartupProgress startup, IServiceProvider services, TimeProvider clock)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    // Health may be asked by many; the database is asked once a second at most.
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);

    private volatile Seen? _journal;

    public async Task<HealthBody> Check()
    {
        var dependencies = startup.Steps.Select(ToBody).ToList();
        if (startup.IsOver)
            dependencies.Insert(0, await Journal());
        var ready = startup.IsOver && dependencies.All(d => d.State == HealthState.Ok);
        return new HealthBody(ready ? "ready" : startup.IsOver ? "unavailable" : "starting", dependencies);
    }

    /// <summary>Until the start is over, nothing of the API can be served.</summary>
    public Task Gate(HttpContext http, RequestDelegate next) =>
        startup.IsOver || !http.Request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase)
            ? next(http)
            : new ProblemResult(ProblemKind.Unavailable, "The system is starting.").ExecuteAsync(http);

    private async Task<DependencyBody> Journal()
    {
        if (_journal is { } seen && clock.GetElapsedTime(seen.At) < Fresh)
            return seen.Body;
        DependencyBody body;
        try
        {
            await services.GetRequiredService<IJournalFeed>().Head().WaitAsync(Patience);
            body = new DependencyBody("journal", HealthState.Ok, null);
        }
        catch (Exception)
        {
            // Whatever it is, the journal did not answer; its own client logs and counts why.
            body = new DependencyBody("journal", HealthState.Failed, "does not answer");
        }
        _journal = new Seen(clock.GetTimestamp(), body);
        return body;
    }

    private static DependencyBody ToBody(StartupStep step) => new(
        step.Name,
        step.State switch
        {
            StartupState.Done => HealthState.Ok,
            StartupState.Failed => HealthState.Failed,
            _ => HealthState.Starting,
        },
        step.Detail);

    private sealed record Seen(long At, DependencyBody Body);
}
