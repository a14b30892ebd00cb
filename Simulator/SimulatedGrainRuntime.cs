using Microsoft.Extensions.DependencyInjection;
using Orleans.CodeGeneration;
using Orleans.Core;
using Orleans.GrainReferences;
using Orleans.Metadata;
using Orleans.Serialization.Invocation;
using Orleans.Storage;
using Orleans.Timers;

namespace PosSaga.Simulator;

internal sealed class SimulatedGrainRuntime(
    IServiceProvider services, IGrainFactory grains, DeterministicScheduler scheduler, ITimerRegistry timers)
    : IGrainRuntime
{
    public string SiloIdentity => SiloAddress.ToString();

    public SiloAddress SiloAddress => SimulatedSilo.Address;

    public IGrainFactory GrainFactory => grains;

    public ITimerRegistry TimerRegistry => timers;

    public IServiceProvider ServiceProvider => services;

    public TimeProvider TimeProvider => scheduler.Time;

    public void DeactivateOnIdle(IGrainContext grainContext) => grainContext.Deactivate(
        new(DeactivationReasonCode.ApplicationRequested, "DeactivateOnIdle was called."));

    public void DelayDeactivation(IGrainContext grainContext, TimeSpan timeSpan) =>
        ((GrainActivation)grainContext).KeepAliveFor(timeSpan);

    public IStorage<TGrainState> GetStorage<TGrainState>(IGrainContext grainContext)
    {
        var type = grainContext.GrainInstance!.GetType();
        try
        {
            return new StateStorageBridge<TGrainState>(
                "state", grainContext, GrainStorageHelpers.GetGrainStorage(type, services));
        }
        catch (BadProviderConfigException missing)
        {
            throw NotSimulated.Because(
                $"{type.Name} keeps its state in a grain storage that was not given ({missing.Message})",
                "Register an IGrainStorage: one in memory, or one over what outlives the silo.");
        }
    }
}

internal sealed class SimulatedTimerRegistry : ITimerRegistry
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

internal sealed class SimulatedGrainContextAccessor : IGrainContextAccessor
{
    public IGrainContext GrainContext => GrainActivation.Current!;
}

/// <summary>Orleans' own class for the lifecycle of grains is internal.</summary>
internal sealed class SimulatedGrainLifecycle(Microsoft.Extensions.Logging.ILogger logger)
    : LifecycleSubject(logger), IGrainLifecycle
{
    // Ignored, because no activation migrates.
    public void AddMigrationParticipant(IGrainMigrationParticipant participant) { }

    public void RemoveMigrationParticipant(IGrainMigrationParticipant participant) { }
}

/// <summary>Receives the calls of grain references.</summary>
internal sealed class SimulatedGrainReferenceRuntime(
    IServiceProvider services, GrainReferenceActivator references, GrainInterfaceTypeResolver interfaces)
    : IGrainReferenceRuntime
{
    // Resolved on first use, because the silo depends on this class.
    private SimulatedSilo Silo => field ??= services.GetRequiredService<SimulatedSilo>();

    public ValueTask<T?> InvokeMethodAsync<T>(
        GrainReference reference, IInvokable request, InvokeMethodOptions options) =>
        new(Send<T?>(reference, request, options));

    public ValueTask InvokeMethodAsync(GrainReference reference, IInvokable request, InvokeMethodOptions options) =>
        new(Send<object>(reference, request, options));

    public void InvokeMethod(GrainReference reference, IInvokable request, InvokeMethodOptions options) =>
        _ = Send<object>(reference, request, options);

    public object Cast(IAddressable grain, Type interfaceType) =>
        grain is GrainReference && interfaceType.IsInstanceOfType(grain)
            ? grain
            : references.CreateReference(grain.GetGrainId(), interfaces.GetGrainInterfaceType(interfaceType));

    private Task<T> Send<T>(GrainReference reference, IInvokable request, InvokeMethodOptions options)
    {
        if (Silo.Scheduler.IsForeignThread)
            throw Silo.Scheduler.Escaped(EscapedWork.Describe(
                $"The call {request.GetInterfaceType().Name}.{request.GetMethodName()} of {reference.GrainId}"));
        return Silo.OutgoingFilters.Length == 0
            ? new MethodCall<T>(Silo, reference, request, options).Send()
            : OutgoingCallContext.Send<T>(Silo, reference, request, options);
    }
}
