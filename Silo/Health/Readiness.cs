using Microsoft.Extensions.DependencyInjection;
using PosSaga.Silo.Hosting;

namespace PosSaga.Silo.Health;

/// <summary>Whether requests can be served: the start is over, and everything of its own that a request needs
/// answers.</summary>
public sealed class Readiness(StartupProgress startup, IServiceProvider services)
{
    public bool IsStarted => startup.IsOver;

    public async Task<HealthReport> Check()
    {
        var steps = startup.Steps.Select(Of).ToList();
        if (!startup.IsOver)
            return new HealthReport("starting", steps);
        var checks = services.GetServices<IDependencyCheck>().ToList();
        var answers = await Task.WhenAll(checks.Select(check => check.Look()));
        var missing = checks.Zip(answers).Where(one => one.Second.State != HealthState.Ok).ToList();
        var status = missing.Count == 0 ? "ready"
            : missing.All(one => one.First.IsShared) ? "degraded"
            : "unavailable";
        return new HealthReport(status, [.. answers, .. steps]);
    }

    private static Dependency Of(StartupStep step) => new(
        step.Name,
        step.State switch
        {
            StartupState.Done => HealthState.Ok,
            StartupState.Failed => HealthState.Failed,
            _ => HealthState.Starting,
        },
        step.Detail);
}
