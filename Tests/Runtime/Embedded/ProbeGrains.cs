using Microsoft.Extensions.DependencyInjection;
using PosSaga.Embedded;
using PosSaga.Tests.Streams;

namespace PosSaga.Tests.Runtime;

/// <summary>A silo with the grains of stream tests. Here: an embedded one in real time.</summary>
internal static class ProbeGrains
{
    public static IServiceCollection AddProbeGrains(this IServiceCollection services) =>
        services.AddEmbeddedOrleans(silo =>
        {
            silo.GrainAssemblies.Add(typeof(ProbeControl).Assembly);
            silo.GrainClasses = static type => type.Namespace == typeof(ProbeControl).Namespace;
        });
}
