using Orleans;
using Orleans.Core;
using Orleans.Runtime;
using Orleans.Storage;
using Orleans.Timers;

namespace PosSaga.Simulator;

/// <summary>What a grain's base class asks the runtime for.</summary>
internal sealed class SimulatedGrainRuntime(
    IServiceProvider services, IGrainFactory grains, DeterministicScheduler scheduler, ITimerRegistry timers)
    : IGrainRuntime
{
    public string SiloIdentity => SiloAddress.ToString();

    public SiloAddress SiloAddress => SimulatedSilo.OnlyAddress;

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

/// <summary>Orleans' lifecycle, whose class for grains is not public.</summary>
internal sealed class SimulatedGrainLifecycle(Microsoft.Extensions.Logging.ILogger logger)
    : LifecycleSubject(logger), IGrainLifecycle
{
    // Taken and never asked: no activation migrates.
    public void AddMigrationParticipant(IGrainMigrationParticipant participant)
    {
    }

    public void RemoveMigrationParticipant(IGrainMigrationParticipant participant)
    {
    }
}
