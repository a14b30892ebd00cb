using System.Collections.Immutable;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Metadata;

namespace PosSaga.Simulator;

/// <summary>The grain types and interfaces of the one silo, for Orleans' resolvers.</summary>
internal sealed class SimulatedClusterManifest : IClusterManifestProvider
{
    private readonly Dictionary<GrainType, Type> types;
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
        types = found.Value.Classes.Where(options.IsHosted).ToDictionary(grainTypes.GetGrainType);
        LocalGrainManifest = new GrainManifest(
            types.ToImmutableDictionary(
                entry => entry.Key,
                entry => new GrainProperties(Properties(
                    grainProperties, (provider, p) => provider.Populate(entry.Value, entry.Key, p)))),
            found.Value.Interfaces.ToImmutableDictionary(
                interfaceTypes.GetGrainInterfaceType,
                type => new GrainInterfaceProperties(Properties(
                    interfaceProperties,
                    (provider, p) => provider.Populate(type, interfaceTypes.GetGrainInterfaceType(type), p)))));
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

    private static ImmutableDictionary<string, string> Properties<T>(
        IEnumerable<T> providers, Action<T, Dictionary<string, string>> populate)
    {
        var properties = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var provider in providers)
            populate(provider, properties);
        return properties.ToImmutableDictionary(StringComparer.Ordinal);
    }
}
