using Microsoft.Extensions.DependencyInjection;
using PosSaga.Silo.Hosting;

namespace PosSaga.Silo.Health;

/// <summary>Whether requests can be served: the start is over, and everything that a request needs answers.</summary>
public sealed class Readiness(StartupProgress startup, IServiceProvider services)
{
    public bool IsStarted => startup.IsOver;

    public async Task<HealthReport> Check()
    {
        var steps = startup.Steps.Select(Of).ToList();
        if (!startup.IsOver)
            return new HealthReport("starting", steps);
        var answers = await Task.WhenAll(services.GetServices<IDependencyCheck>().Select(check => check.Look()));
        return new HealthReport(
            answers.All(d => d.State == HealthState.Ok) ? "ready" : "unavailable", [.. answers, .. steps]);
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
