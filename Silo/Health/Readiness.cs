using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using PosSaga.Silo.Hosting;

namespace PosSaga.Silo.Health;

/// <summary>Whether requests can be served: the start is over, and everything of its own that a request needs
/// answers.</summary>
public sealed class Readiness(StartupProgress startup, HealthCheckService checks)
{
    private const string Tag = "ready";

    public bool IsStarted => startup.IsOver;

    public async Task<HealthReport> Check()
    {
        var steps = startup.Steps.Select(Of).ToList();
        if (!startup.IsOver)
            return new HealthReport("starting", steps);
        var report = await checks.CheckHealthAsync(check => check.Tags.Contains(Tag));
        var status = report.Status switch
        {
            HealthStatus.Healthy => "ready",
            HealthStatus.Degraded => "degraded",
            _ => "unavailable",
        };
        return new HealthReport(status, [.. report.Entries.Select(Of), .. steps]);
    }

    /// <summary>A check of something without which no request can be served, once the start is over.</summary>
    /// <param name="isShared">All processes lose it together: to send requests elsewhere helps nobody, and callers would
    /// hear from a proxy that there is nobody, instead of from here what is wrong and when to come again.</param>
    internal static void AddCheck<T>(IServiceCollection services, string name, bool isShared = false)
        where T : class, IHealthCheck => services.AddHealthChecks().AddCheck<T>(
            name, isShared ? HealthStatus.Degraded : HealthStatus.Unhealthy, [Tag]);

    private static Dependency Of(KeyValuePair<string, HealthReportEntry> entry) => new(
        entry.Key, entry.Value.Status == HealthStatus.Healthy ? HealthState.Ok : HealthState.Failed,
        entry.Value.Description);

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
