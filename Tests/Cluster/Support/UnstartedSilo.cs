using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans;
using Orleans.Runtime;
using Orleans.Storage;
using PosSaga.Silo.Hosting;
using PosSaga.Tests.Journal;

namespace PosSaga.Tests.Cluster.Support;

/// <summary>The services of a silo on a database of its own, which was migrated; nothing is started but the storage.</summary>
internal sealed class UnstartedSilo : IDisposable
{
    private readonly IHost _host;

    private UnstartedSilo(IHost host) => _host = host;

    public IMembershipTable Membership => _host.Services.GetRequiredService<IMembershipTable>();

    public IGrainStorage Storage => _host.Services.GetRequiredService<IGrainStorage>();

    public static async Task<UnstartedSilo> Create()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings
        {
            EnvironmentName = Environments.Development,
        });
        builder.Configuration["ConnectionStrings:Journal"] = (await PrivatePostgres.NewDatabase()).ConnectionString;
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddPosSaga(builder.Configuration, builder.Environment);
        var silo = new UnstartedSilo(builder.Build());
        await silo._host.Services.GetRequiredService<Migrations>().Apply(CancellationToken.None);
        await silo.Membership.InitializeMembershipTableAsync(tryInitTableVersion: true);
        var start = new Start();
        ((ILifecycleParticipant<ISiloLifecycle>)silo.Storage).Participate(start);
        await start.All();
        return silo;
    }

    public void Dispose() => _host.Dispose();

    /// <summary>Runs what is done at start, of one participant.</summary>
    private sealed class Start : ISiloLifecycle, IDisposable
    {
        private readonly List<ILifecycleObserver> _observers = [];

        public int HighestCompletedStage => 0;

        public int LowestStoppedStage => 0;

        public IDisposable Subscribe(string observerName, int stage, ILifecycleObserver observer)
        {
            _observers.Add(observer);
            return this;
        }

        public Task All() => Task.WhenAll(_observers.Select(observer => observer.OnStart(CancellationToken.None)));

        public void Dispose()
        {
        }
    }
}
