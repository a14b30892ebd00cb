using System.Collections.Immutable;
using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orleans;
using Orleans.Concurrency;
using Orleans.Configuration;
using Orleans.Metadata;
using Orleans.Runtime;

namespace PosSaga.Simulator;

/// <summary>What this one silo can host, told to Orleans' own resolvers.</summary>
internal sealed class OneSiloManifest : IClusterManifestProvider
{
    public OneSiloManifest(
        IEnumerable<IGrainPropertiesProvider> grainProperties,
        IEnumerable<IGrainInterfacePropertiesProvider> interfaceProperties, IOptions<GrainTypeOptions> types,
        GrainTypeResolver grainTypes, GrainInterfaceTypeResolver interfaceTypes, SimulatorOptions options)
    {
        var grains = ImmutableDictionary.CreateBuilder<GrainType, GrainProperties>();
        foreach (var type in types.Value.Classes.Where(options.IsHosted))
        {
            var properties = new Dictionary<string, string>(StringComparer.Ordinal);
            var grainType = grainTypes.GetGrainType(type);
            foreach (var provider in grainProperties)
                provider.Populate(type, grainType, properties);
            grains.Add(grainType, new GrainProperties(properties.ToImmutableDictionary(StringComparer.Ordinal)));
            Classes.Add(grainType, new GrainClass(type, grainType));
        }

        var interfaces = ImmutableDictionary.CreateBuilder<GrainInterfaceType, GrainInterfaceProperties>();
        foreach (var type in types.Value.Interfaces)
        {
            var properties = new Dictionary<string, string>(StringComparer.Ordinal);
            var interfaceType = interfaceTypes.GetGrainInterfaceType(type);
            foreach (var provider in interfaceProperties)
                provider.Populate(type, interfaceType, properties);
            interfaces.Add(
                interfaceType,
                new GrainInterfaceProperties(properties.ToImmutableDictionary(StringComparer.Ordinal)));
        }

        LocalGrainManifest = new GrainManifest(grains.ToImmutable(), interfaces.ToImmutable());
        Current = new ClusterManifest(
            new MajorMinorVersion(1, 0),
            ImmutableDictionary<SiloAddress, GrainManifest>.Empty.Add(SimulatedRuntime.Address, LocalGrainManifest));
    }

    public Dictionary<GrainType, GrainClass> Classes { get; } = [];

    public ClusterManifest Current { get; }

    public GrainManifest LocalGrainManifest { get; }

    public IAsyncEnumerable<ClusterManifest> Updates => throw new NotSupportedException();

    public GrainClass ByType(GrainType type) => Classes.TryGetValue(type, out var found)
        ? found
        : throw new ArgumentException($"No grain class has the type '{type}'.");
}

/// <summary>A grain class: what it is called and how it is made.</summary>
internal sealed class GrainClass(Type type, GrainType grainType)
{
    private readonly ObjectFactory create = ActivatorUtilities.CreateFactory(type, []);

    public Type Type { get; } = type;

    public GrainType GrainType { get; } = grainType;

    public bool Reentrant { get; } = type.IsDefined(typeof(ReentrantAttribute));

    public object Create(IServiceProvider services) => create(services, []);
}
