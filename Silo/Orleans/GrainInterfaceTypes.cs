using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Metadata;
using Orleans.Runtime;
using Orleans.Serialization.TypeSystem;

namespace PosSaga.Silo;

/// <summary>Remembers under which name the cluster knows a grain's interface. Orleans by itself looks for attributes of
/// the interface and spells its name with every <c>GetGrain</c>: a twelfth of what an order saga costs a
/// silo.</summary>
internal sealed class GrainInterfaceTypes : IGrainInterfaceTypeProvider
{
    private readonly ConcurrentDictionary<Type, GrainInterfaceType> _known = new();
    private readonly Lazy<GrainInterfaceTypeResolver> _resolver;

    // Not before the first question: the other providers are made at the same time as this one.
    private GrainInterfaceTypes(IServiceProvider services) => _resolver = new(() => new GrainInterfaceTypeResolver(
        services.GetServices<IGrainInterfaceTypeProvider>().Where(provider => provider is not GrainInterfaceTypes),
        services.GetRequiredService<TypeConverter>()));

    /// <summary>Always true: what no other provider names has the name that Orleans gives it.</summary>
    public bool TryGetGrainInterfaceType(Type type, out GrainInterfaceType grainInterfaceType)
    {
        grainInterfaceType = _known.GetOrAdd(
            type, static (asked, resolver) => resolver.Value.GetGrainInterfaceType(asked), _resolver);
        return true;
    }

    /// <summary>Asked before all others.</summary>
    public static void AddTo(IServiceCollection services) => services.Insert(
        0, ServiceDescriptor.Singleton<IGrainInterfaceTypeProvider>(provider => new GrainInterfaceTypes(provider)));
}
