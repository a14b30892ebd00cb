using Orleans.GrainReferences;
using Orleans.Metadata;

namespace PosSaga.Simulator;

/// <summary>Creates grain references; Orleans' own resolvers map interfaces to classes.</summary>
internal sealed class SimulatedGrainFactory(
    GrainReferenceActivator references, GrainInterfaceTypeResolver interfaces,
    GrainInterfaceTypeToGrainTypeResolver grainTypes, IServiceProvider services) : IClusterClient
{
    public IServiceProvider ServiceProvider => services;

    public T GetGrain<T>(string primaryKey, string? grainClassNamePrefix = null) where T : IGrainWithStringKey =>
        (T)GetGrain(typeof(T), IdSpan.Create(primaryKey), grainClassNamePrefix);

    public T GetGrain<T>(Guid primaryKey, string? grainClassNamePrefix = null) where T : IGrainWithGuidKey =>
        (T)GetGrain(typeof(T), GrainIdKeyExtensions.CreateGuidKey(primaryKey), grainClassNamePrefix);

    public T GetGrain<T>(long primaryKey, string? grainClassNamePrefix = null) where T : IGrainWithIntegerKey =>
        (T)GetGrain(typeof(T), GrainIdKeyExtensions.CreateIntegerKey(primaryKey), grainClassNamePrefix);

    public T GetGrain<T>(Guid primaryKey, string keyExtension, string? grainClassNamePrefix = null)
        where T : IGrainWithGuidCompoundKey =>
        (T)GetGrain(typeof(T), GrainIdKeyExtensions.CreateGuidKey(primaryKey, keyExtension), grainClassNamePrefix);

    public T GetGrain<T>(long primaryKey, string keyExtension, string? grainClassNamePrefix = null)
        where T : IGrainWithIntegerCompoundKey =>
        (T)GetGrain(typeof(T), GrainIdKeyExtensions.CreateIntegerKey(primaryKey, keyExtension), grainClassNamePrefix);

    public IGrain GetGrain(Type grainInterfaceType, string grainPrimaryKey) =>
        (IGrain)GetGrain(grainInterfaceType, IdSpan.Create(grainPrimaryKey));

    public IGrain GetGrain(Type grainInterfaceType, Guid grainPrimaryKey) =>
        (IGrain)GetGrain(grainInterfaceType, GrainIdKeyExtensions.CreateGuidKey(grainPrimaryKey));

    public IGrain GetGrain(Type grainInterfaceType, long grainPrimaryKey) =>
        (IGrain)GetGrain(grainInterfaceType, GrainIdKeyExtensions.CreateIntegerKey(grainPrimaryKey));

    public IGrain GetGrain(Type grainInterfaceType, Guid grainPrimaryKey, string keyExtension) =>
        (IGrain)GetGrain(grainInterfaceType, GrainIdKeyExtensions.CreateGuidKey(grainPrimaryKey, keyExtension));

    public IGrain GetGrain(Type grainInterfaceType, long grainPrimaryKey, string keyExtension) =>
        (IGrain)GetGrain(grainInterfaceType, GrainIdKeyExtensions.CreateIntegerKey(grainPrimaryKey, keyExtension));

    public T GetGrain<T>(GrainId grainId) where T : IAddressable =>
        (T)(object)references.CreateReference(grainId, interfaces.GetGrainInterfaceType(typeof(T)));

    public IAddressable GetGrain(GrainId grainId) => references.CreateReference(grainId, default);

    public IAddressable GetGrain(GrainId grainId, GrainInterfaceType interfaceType) =>
        references.CreateReference(grainId, interfaceType);

    public IAddressable GetGrain(Type interfaceType, IdSpan grainKey) => GetGrain(interfaceType, grainKey, null);

    public IAddressable GetGrain(Type interfaceType, IdSpan grainKey, string? grainClassNamePrefix)
    {
        var type = interfaces.GetGrainInterfaceType(interfaceType);
        var grainType = string.IsNullOrWhiteSpace(grainClassNamePrefix)
            ? grainTypes.GetGrainType(type)
            : grainTypes.GetGrainType(type, grainClassNamePrefix);
        return references.CreateReference(GrainId.Create(grainType, grainKey), type);
    }

    public T CreateObjectReference<T>(IGrainObserver obj) where T : IGrainObserver => throw Observes(typeof(T));

    public void DeleteObjectReference<T>(IGrainObserver obj) where T : IGrainObserver => throw Observes(typeof(T));

    private static NotSupportedException Observes(Type type) =>
        NotSimulated.Because($"an observer is called ({type.Name})", "Let the grain be asked, or call a grain.");
}
