using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Orleans;
using Orleans.Runtime;

namespace PosSaga.Embedded;

/// <summary>Registration of the embedded silo.</summary>
public static class EmbeddedServices
{
    /// <summary>Adds a silo to this process; it starts with its first call and drains when the host stops.</summary>
    public static IServiceCollection AddEmbeddedOrleans(
        this IServiceCollection services, Action<EmbeddedOptions> configure)
    {
        var options = new EmbeddedOptions();
        configure(options);
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(options);
        services.AddSingleton<EmbeddedSilo>();
        services.AddSingleton<IGrainFactory>(s => s.GetRequiredService<EmbeddedSilo>());
        services.AddSingleton<IClusterClient>(s => s.GetRequiredService<EmbeddedSilo>());
        services.AddSingleton<IGrainContextAccessor, CurrentGrain>();
        services.AddHostedService<Host>();
        return services;
    }

    private sealed class Host(EmbeddedSilo silo) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => silo.StopAsync(cancellationToken);
    }

    private sealed class CurrentGrain : IGrainContextAccessor
    {
        public IGrainContext? GrainContext => GrainActivation.Current;
    }
}
