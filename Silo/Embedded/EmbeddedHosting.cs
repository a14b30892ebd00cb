using Microsoft.Extensions.DependencyInjection;
using Orleans.Storage;
using PosSaga.Embedded;
using PosSaga.Silo.Hosting;
using PosSaga.Silo.Journaling;

namespace PosSaga.Silo;

/// <summary>The grains in this process, on the embedded runtime.</summary>
internal static class EmbeddedHosting
{
    public static IServiceCollection AddGrains(this IServiceCollection services, SiloOptions options) =>
        services.AddSingleton<IGrainStorage, SnapshotStorage>().AddEmbeddedOrleans(embedded =>
        {
            embedded.GrainAssemblies.Add(typeof(StateJson).Assembly);
            embedded.IdleAge = options.IdleAge;
        });
}
