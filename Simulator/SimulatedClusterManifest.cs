using System.Collections.Immutable;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Metadata;

namespace PosSaga.Simulator;

/// <summary>The grain types and interfaces of the one silo, for Orleans' resolvers.</summary>
internal sealed class SimulatedClusterManifest : IClusterManifestProvider
{
    private readonly Dictionary<GrainType, Type> types = [];
    private readonly Dictionary<GrainType, GrainClass> classes = [];
    private readonly IServiceProvider services;
    private readonly SimulatorOptions options;

    public SimulatedClusterManifest(
        IEnumerable<IGrainPropertiesProvider> grainProperties,
        IEnumerable<IGrainInterfacePropertiesProvider> interfaceProperties, IOptions<GrainTypeOptions> found,
        GrainTypeResolver grainTypes, GrainInterfaceTypeResolver interfaceTypes, SimulatorOptions options,
        IServiceProvider services)
    {
        (this.options, this.services) = (options, services);
        var grains = ImmutableDictionary.CreateBuilder<GrainType, GrainProperties>();
        foreach (var type in found.Value.Classes.Where(options.IsHosted))
        {
            var properties = new Dictionary<string, string>(StringComparer.Ordinal);
            var grainType = grainTypes.GetGrainType(type);
            foreach (var provider in grainProperties)
                provider.Populate(type, grainType, properties);
            grains.Add(grainType, new GrainProperties(properties.ToImmutableDictionary(StringComparer.Ordinal)));
            types.Add(grainType, type);
        }

        var interfaces = ImmutableDictionary.CreateBuilder<GrainInterfaceType, GrainInterfaceProperties>();
        foreach (var type in found.Value.Interfaces)
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
            ImmutableDictionary<SiloAddress, GrainManifest>.Empty.Add(SimulatedSilo.Address, LocalGrainManifest));
    }

    public ClusterManifest Current { get; }

    public GrainManifest LocalGrainManifest { get; }

    public IAsyncEnumerable<ClusterManifest> Updates =>
        throw NotSimulated.Because("the cluster's manifest changes", "One silo hosts the same classes throughout.");

    /// <exception cref="ArgumentException">No class has the type.</exception>
    /// <exception cref="NotSupportedException">The class needs a feature that is not simulated.</exception>
    public GrainClass ByType(GrainType type)
    {
        if (classes.TryGetValue(type, out var known))
            return known;
        if (!types.TryGetValue(type, out var found))
            throw new ArgumentException($"The simulator hosts no grain class of the type '{type}'.");
        return classes[type] = new GrainClass(found, services, options);
    }
}
