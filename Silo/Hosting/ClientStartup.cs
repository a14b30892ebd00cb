using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace PosSaga.Silo.Hosting;

/// <summary>A front end without a silo comes up: the journal's tables, then the connection to the cluster, for which it
/// waits as long as it takes.</summary>
internal sealed class ClientStartup(
    Migrations migrations, IEnumerable<PostMigrationService> late, IServiceProvider services, StartupProgress progress,
    IHostApplicationLifetime lifetime, TimeProvider clock, ILogger<ClientStartup> log)
    : Startup(late, services, progress, lifetime, clock, log)
{
    protected override async Task Steps(CancellationToken cancellation)
    {
        await Step(StartupProgress.Migrations, migrations.Apply, cancellation);
        await Step(StartupProgress.Cluster, StartLate, cancellation);
    }
}
