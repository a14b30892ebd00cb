using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using PosSaga.Journal.Providers;
using PosSaga.Silo;
using PosSaga.Silo.Hosting;

namespace PosSaga.Tests.Runtime;

/// <summary>A silo with the grains of stream tests. Here: a cluster of its own, so that two of them know nothing of
/// each other.</summary>
internal static class ProbeGrains
{
    /// <param name="streams">Null: it delivers none.</param>
    public static IServiceCollection AddProbeGrains(this IServiceCollection services, StreamOptions? streams)
    {
        // A journal in a file is one process's alone, and so is the cluster over it.
        var settings = new ConfigurationBuilder().AddInMemoryCollection(
            ClusterPorts.Next().Append(("ConnectionStrings:Journal", "Data Source=whichever"))
                .Select(setting => KeyValuePair.Create(setting.Item1, (string?)setting.Item2))).Build();
        return services.AddGrains(
            new SiloOptions(), ClusterSettings.From(settings), streams);
    }
}
