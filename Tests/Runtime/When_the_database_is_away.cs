using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using PosSaga.Silo.Health;
using PosSaga.Silo.Hosting;
using HealthReport = PosSaga.Silo.Health.HealthReport;

namespace PosSaga.Tests.Runtime;

/// <summary>What all processes lose together takes none of them out of service; what only this one has lost
/// does.</summary>
public sealed class When_the_database_is_away
{
    private static readonly Dependency Journal = new("journal", HealthState.Failed, "does not answer");
    private static readonly Dependency Cluster = new("cluster", HealthState.Failed, "no silo");

    [Fact] public async Task A_process_that_lost_its_cluster_as_well_is_not_ready()
    {
        var report = await Report(isOver: true, new Check(Journal), new Check(Cluster));
        Assert.Equal(("unavailable", false), (report.Status, report.IsReady));
    }

    [Fact] public async Task One_that_has_not_begun_is_not_ready()
    {
        var report = await Report(isOver: false, new Check(Journal));
        Assert.Equal(("starting", false), (report.Status, report.IsReady));
    }

    [Fact] public async Task One_that_lost_the_database_alone_is_degraded_and_goes_on_answering()
    {
        var report = await Report(
            isOver: true, new Check(Journal), new Check(Cluster with { State = HealthState.Ok }));
        Assert.Equal(("degraded", true), (report.Status, report.IsReady));
        Assert.Contains(Journal, report.Dependencies);
    }

    [Fact] public async Task With_everything_it_is_ready()
    {
        var report = await Report(isOver: true, new Check(Journal with { State = HealthState.Ok }));
        Assert.Equal(("ready", true), (report.Status, report.IsReady));
    }

    private static async Task<HealthReport> Report(bool isOver, params Check[] checks)
    {
        var startup = new StartupProgress(["migrations"]);
        if (isOver)
            startup.Set("migrations", StartupState.Done);
        var services = new ServiceCollection();
        services.AddLogging();
        foreach (var check in checks)
            services.AddKeyedSingleton(check.Dependency.Name, check);
        Readiness.AddCheck<Named>(services, "journal", isShared: true);
        if (checks.Any(check => check.Dependency.Name == "cluster"))
            Readiness.AddCheck<Named>(services, "cluster");
        await using var provider = services.BuildServiceProvider();
        return await new Readiness(startup, provider.GetRequiredService<HealthCheckService>()).Check();
    }

    private sealed record Check(Dependency Dependency);

    private sealed class Named(IServiceProvider services) : IHealthCheck
    {
        public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken)
        {
            var dependency = services.GetRequiredKeyedService<Check>(context.Registration.Name).Dependency;
            return Task.FromResult(dependency.State == HealthState.Ok
                ? HealthCheckResult.Healthy(dependency.Detail)
                : new HealthCheckResult(context.Registration.FailureStatus, dependency.Detail));
        }
    }
}
