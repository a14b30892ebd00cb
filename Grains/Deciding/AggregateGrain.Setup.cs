#if ORLEANS
using Microsoft.Extensions.DependencyInjection;
using Orleans.EventSourcing;
using Orleans.Runtime;
using Orleans.Storage;

namespace PosSaga.Deciding;

/// <summary>An activation's log, set up as the base class would, but without looking for the attributes that name another
/// provider: it looks at every activation, and most orders' grains are activated for one order.</summary>
public abstract partial class AggregateGrain<TState, TEvent>
{
    private static readonly string Observer = typeof(AggregateGrain<TState, TEvent>).FullName!;

    // The provider has nothing to do right before and right after activation, which the base would ask it to.
    public override void Participate(IGrainLifecycle lifecycle) =>
        lifecycle.Subscribe(Observer, GrainLifecycleStage.SetupState, SetUp, TearDown);

    private Task SetUp(CancellationToken cancellation)
    {
        InstallAdaptor(
            ServiceProvider.GetRequiredService<ILogViewAdaptorFactory>(), new Held<TState>(), Observer,
            ServiceProvider.GetRequiredService<IGrainStorage>(),
            ServiceProvider.GetRequiredService<Factory<IGrainContext, ILogConsistencyProtocolServices>>()(GrainContext));
        return Task.CompletedTask;
    }

    private Task TearDown(CancellationToken cancellation) =>
        ((ILogConsistencyProtocolParticipant)this).DeactivateProtocolParticipant();
}
#endif
