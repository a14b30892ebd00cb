using Microsoft.Extensions.DependencyInjection;
using PosSaga.Silo.Health;
using PosSaga.Silo.Hosting;

namespace PosSaga.Tests.Runtime;

/// <summary>What all processes lose together takes none of them out of service; what only this one has lost
/// does.</summary>
public sealed class When_the_database_is_away
{
    private static readonly Dependency Journal = new("journal", HealthState.Failed, "does not answer");
    private static readonly Dependency Cluster = new("cluster", HealthState.Failed, "no silo");

    [Fact] public async Task A_process_that_lost_its_cluster_as_well_is_not_ready()
    {
        var report = await Report(isOver: true, new Check(Journal, true), new Check(Cluster, false));
        Assert.Equal(("unavailable", false), (report.Status, report.IsReady));
    }

    [Fact] public async Task One_that_has_not_begun_is_not_ready()
    {
        var report = await Report(isOver: false, new Check(Journal, true));
        Assert.Equal(("starting", false), (report.Status, report.IsReady));
    }

    [Fact] public async Task One_that_lost_the_database_alone_is_degraded_and_goes_on_answering()
    {
        var report = await Report(
            isOver: true, new Check(Journal, true), new Check(Cluster with { State = HealthState.Ok }, false));
        Assert.Equal(("degraded", true), (report.Status, report.IsReady));
        Assert.Contains(Journal, report.Dependencies);
    }

    [Fact] public async Task With_everything_it_is_ready()
    {
        var report = await Report(isOver: true, new Check(Journal with { State = HealthState.Ok }, true));
        Assert.Equal(("ready", true), (report.Status, report.IsReady));
    }

    private static async Task<HealthReport> Report(bool isOver, params IDependencyCheck[] checks)
    {
        var startup = new StartupProgress(["migrations"]);
        if (isOver)
            startup.Set("migrations", StartupState.Done);
        var services = new ServiceCollection();
        foreach (var check in checks)
            services.AddSingleton(check);
        await using var provider = services.BuildServiceProvider();
        return await new Readiness(startup, provider).Check();
    }

    private sealed class Check(Dependency dependency, bool isShared) : IDependencyCheck
    {
        public bool IsShared => isShared;

        public Task<Dependency> Look() => Task.FromResult(dependency);
    }
}
