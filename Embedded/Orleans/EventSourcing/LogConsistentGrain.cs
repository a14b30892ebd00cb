using System.Collections.Concurrent;
using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Providers;
using Orleans.Storage;
using PosSaga.Embedded;

namespace Orleans.EventSourcing;

/// <summary>A grain whose state is a view of a log. Its adaptor is installed before any of its own code runs.</summary>
public abstract class LogConsistentGrain<TView> : Grain, ILogConsistent
{
    // Reflection per activation would cost more than the rest of it.
    private static readonly ConcurrentDictionary<Type, (string? Log, string? Storage)> Providers = new();

    protected abstract ILogViewAdaptorFactory? DefaultAdaptorFactory { get; }

    protected abstract void InstallAdaptor(
        ILogViewAdaptorFactory factory, object state, string grainTypeName, IGrainStorage? grainStorage,
        ILogConsistencyProtocolServices services);

    void ILogConsistent.SetUp(ILogConsistencyProtocolServices services)
    {
        var factory = FindFactory();
        var storage = factory.UsesStorageProvider ? FindStorage() : null;
        InstallAdaptor(factory, Activator.CreateInstance<TView>()!, GetType().FullName!, storage, services);
    }

    private ILogViewAdaptorFactory FindFactory()
    {
        var named = Providers.GetOrAdd(GetType(), Named).Log;
        var factory = named is null
            ? ServiceProvider.GetService<ILogViewAdaptorFactory>() ?? DefaultAdaptorFactory
            : ServiceProvider.GetKeyedService<ILogViewAdaptorFactory>(named);
        return factory ?? throw new BadProviderConfigException(
            $"No log-consistency provider '{named ?? "(default)"}' for {GetType()}.");
    }

    private static (string? Log, string? Storage) Named(Type type) => (
        type.GetCustomAttribute<LogConsistencyProviderAttribute>(true)?.ProviderName,
        type.GetCustomAttribute<StorageProviderAttribute>(true)?.ProviderName);

    // In a cluster a missing storage is an error of configuration. Here a grain without one does without snapshots.
    private IGrainStorage? FindStorage() =>
        Providers.GetOrAdd(GetType(), Named).Storage is { } named
            ? ServiceProvider.GetKeyedService<IGrainStorage>(named)
            : ServiceProvider.GetService<IGrainStorage>();
}
