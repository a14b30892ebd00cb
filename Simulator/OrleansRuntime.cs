using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Orleans;
using Orleans.CodeGeneration;
using Orleans.Core;
using Orleans.GrainReferences;
using Orleans.Metadata;
using Orleans.Runtime;
using Orleans.Serialization;
using Orleans.Serialization.Invocation;
using Orleans.Timers;

namespace PosSaga.Simulator;

/// <summary>What references that Orleans' code generator made call into.</summary>
internal sealed class SimulatedReferenceRuntime(
    IServiceProvider services, GrainReferenceActivator references, GrainInterfaceTypeResolver interfaces)
    : IGrainReferenceRuntime
{
    private SimulatedSilo? silo;

    private SimulatedSilo Silo => silo ??= services.GetRequiredService<SimulatedSilo>();

    public ValueTask<T?> InvokeMethodAsync<T>(
        GrainReference reference, IInvokable request, InvokeMethodOptions options) =>
        new(Send<T?>(reference, request, options));

    public ValueTask InvokeMethodAsync(GrainReference reference, IInvokable request, InvokeMethodOptions options) =>
        new(Send<object>(reference, request, options));

    public void InvokeMethod(GrainReference reference, IInvokable request, InvokeMethodOptions options) =>
        _ = Send<object>(reference, request, options);

    private Task<T> Send<T>(GrainReference reference, IInvokable request, InvokeMethodOptions options)
    {
        var call = new GrainCall<T>(Silo, reference, request, options);
        return Silo.OutgoingFilters.Length == 0 ? call.Send() : OutgoingCall.Send(reference, call);
    }

    public object Cast(IAddressable grain, Type interfaceType)
    {
        if (grain is GrainReference && interfaceType.IsInstanceOfType(grain))
            return grain;
        return references.CreateReference(grain.GetGrainId(), interfaces.GetGrainInterfaceType(interfaceType));
    }
}

/// <summary>Makes references, by Orleans' own rules of which class answers for an interface.</summary>
internal sealed class SimulatedGrainFactory(
    GrainReferenceActivator references, GrainInterfaceTypeResolver interfaces,
    GrainInterfaceTypeToGrainTypeResolver grainTypes, IServiceProvider services) : IClusterClient
{
    public IServiceProvider ServiceProvider => services;

    public T GetGrain<T>(string primaryKey, string? grainClassNamePrefix = null) where T : IGrainWithStringKey =>
        (T)GetGrain(typeof(T), IdSpan.Create(primaryKey), grainClassNamePrefix!);

    public IGrain GetGrain(Type grainInterfaceType, string grainPrimaryKey) =>
        (IGrain)GetGrain(grainInterfaceType, IdSpan.Create(grainPrimaryKey));

    public T GetGrain<T>(GrainId grainId) where T : IAddressable =>
        (T)(object)references.CreateReference(grainId, interfaces.GetGrainInterfaceType(typeof(T)));

    public IAddressable GetGrain(GrainId grainId) => references.CreateReference(grainId, default);

    public IAddressable GetGrain(GrainId grainId, GrainInterfaceType interfaceType) =>
        references.CreateReference(grainId, interfaceType);

    public IAddressable GetGrain(Type interfaceType, IdSpan grainKey) => GetGrain(interfaceType, grainKey, null!);

    public IAddressable GetGrain(Type interfaceType, IdSpan grainKey, string grainClassNamePrefix)
    {
        var type = interfaces.GetGrainInterfaceType(interfaceType);
        var grainType = string.IsNullOrWhiteSpace(grainClassNamePrefix)
            ? grainTypes.GetGrainType(type)
            : grainTypes.GetGrainType(type, grainClassNamePrefix);
        return references.CreateReference(GrainId.Create(grainType, grainKey), type);
    }

    public T GetGrain<T>(Guid primaryKey, string? grainClassNamePrefix = null) where T : IGrainWithGuidKey =>
        (T)GetGrain(typeof(T), GrainIdKeyExtensions.CreateGuidKey(primaryKey), grainClassNamePrefix!);

    public T GetGrain<T>(long primaryKey, string? grainClassNamePrefix = null) where T : IGrainWithIntegerKey =>
        (T)GetGrain(typeof(T), GrainIdKeyExtensions.CreateIntegerKey(primaryKey), grainClassNamePrefix!);

    public T GetGrain<T>(Guid primaryKey, string keyExtension, string? grainClassNamePrefix = null)
        where T : IGrainWithGuidCompoundKey => throw Unused();

    public T GetGrain<T>(long primaryKey, string keyExtension, string? grainClassNamePrefix = null)
        where T : IGrainWithIntegerCompoundKey => throw Unused();

    public IGrain GetGrain(Type grainInterfaceType, Guid grainPrimaryKey) => throw Unused();

    public IGrain GetGrain(Type grainInterfaceType, long grainPrimaryKey) => throw Unused();

    public IGrain GetGrain(Type grainInterfaceType, Guid grainPrimaryKey, string keyExtension) => throw Unused();

    public IGrain GetGrain(Type grainInterfaceType, long grainPrimaryKey, string keyExtension) => throw Unused();

    public T CreateObjectReference<T>(IGrainObserver obj) where T : IGrainObserver => throw Unused();

    public void DeleteObjectReference<T>(IGrainObserver obj) where T : IGrainObserver => throw Unused();

    private static NotSupportedException Unused() => new("The simulator does not host this.");
}

/// <summary>What a grain's base class asks the runtime for.</summary>
internal sealed class SimulatedRuntime(IServiceProvider services, TimeProvider time, ITimerRegistry timers)
    : IGrainRuntime
{
    public static SiloAddress Address { get; } = SiloAddress.New(IPAddress.Loopback, 11111, 1);

    public string SiloIdentity => Address.ToString();

    public SiloAddress SiloAddress => Address;

    public IGrainFactory GrainFactory => services.GetRequiredService<IGrainFactory>();

    public ITimerRegistry TimerRegistry => timers;

    public IServiceProvider ServiceProvider => services;

    public TimeProvider TimeProvider => time;

    public void DeactivateOnIdle(IGrainContext grainContext) => grainContext.Deactivate(
        new(DeactivationReasonCode.ApplicationRequested, "DeactivateOnIdle was called."));

    public void DelayDeactivation(IGrainContext grainContext, TimeSpan timeSpan) =>
        ((GrainActivation)grainContext).KeepAliveFor(timeSpan);

    public IStorage<TGrainState> GetStorage<TGrainState>(IGrainContext grainContext) => throw new NotSupportedException();
}

internal sealed class SimulatedTimers : ITimerRegistry
{
    public IGrainTimer RegisterGrainTimer<TState>(
        IGrainContext grainContext, Func<TState, CancellationToken, Task> callback, TState state,
        GrainTimerCreationOptions options) =>
        new GrainTimer((GrainActivation)grainContext, cancellation => callback(state, cancellation), options);

    public IDisposable RegisterTimer(
        IGrainContext grainContext, Func<object?, Task> callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        new GrainTimer(
            (GrainActivation)grainContext, _ => callback(state),
            new GrainTimerCreationOptions(dueTime, period) { Interleave = true });
}

internal sealed class CurrentGrain : IGrainContextAccessor
{
    public IGrainContext GrainContext => GrainActivation.Current!;
}

/// <summary>Orleans' lifecycle, whose class for grains is not public.</summary>
internal sealed class SimulatedLifecycle(Microsoft.Extensions.Logging.ILogger logger)
    : LifecycleSubject(logger), IGrainLifecycle
{
    public void AddMigrationParticipant(IGrainMigrationParticipant participant)
    {
    }

    public void RemoveMigrationParticipant(IGrainMigrationParticipant participant)
    {
    }
}
