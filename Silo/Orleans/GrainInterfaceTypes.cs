using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Metadata;
using Orleans.Runtime;
using Orleans.Serialization.TypeSystem;

namespace PosSaga.Silo;

/// <summary>Caches the <see cref="GrainInterfaceType"/> of each grain interface. Without it Orleans reads the
/// interface's attributes and formats its name with every <c>GetGrain</c>, which was a twelfth of a silo's processor
/// time per order saga.</summary>
internal sealed class GrainInterfaceTypes : IGrainInterfaceTypeProvider
{
    private readonly ConcurrentDictionary<Type, GrainInterfaceType> _known = new();
    private readonly Lazy<GrainInterfaceTypeResolver> _resolver;

    // Resolved at the first use, because the container creates the other providers together with this one.
    private GrainInterfaceTypes(IServiceProvider services) => _resolver = new(() => new GrainInterfaceTypeResolver(
        services.GetServices<IGrainInterfaceTypeProvider>().Where(provider => provider is not GrainInterfaceTypes),
        services.GetRequiredService<TypeConverter>()));

    /// <summary>Always true: the resolver falls back to Orleans' default name.</summary>
    public bool TryGetGrainInterfaceType(Type type, out GrainInterfaceType grainInterfaceType)
    {
        grainInterfaceType = _known.GetOrAdd(
            type, static (asked, resolver) => resolver.Value.GetGrainInterfaceType(asked), _resolver);
        return true;
    }

    /// <summary>Inserted first, because Orleans takes the first provider's answer.</summary>
    public static void AddTo(IServiceCollection services) => services.Insert(
        0, ServiceDescriptor.Singleton<IGrainInterfaceTypeProvider>(provider => new GrainInterfaceTypes(provider)));
}
