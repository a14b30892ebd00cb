using Orleans;
using Orleans.Runtime;
using PosSaga.EventSourcing;

namespace PosSaga.Silo;

/// <summary>Tells the grains when a silo was declared dead. One that said it would leave has nothing left to
/// append.</summary>
internal sealed class TakeoverWatch(ISiloStatusOracle membership, Takeovers takeovers)
    : ILifecycleParticipant<ISiloLifecycle>, ISiloStatusListener
{
    private readonly Lock _lock = new();
    private readonly HashSet<SiloAddress> _leaving = [];

    // Before any grain is activated.
    public void Participate(ISiloLifecycle lifecycle) =>
        lifecycle.Subscribe(nameof(TakeoverWatch), ServiceLifecycleStage.RuntimeGrainServices, _ =>
        {
            membership.SubscribeToSiloStatusEvents(this);
            // What a silo that died just before had sent may still reach the database.
            takeovers.Saw();
            return Task.CompletedTask;
        });

    public void SiloStatusChangeNotification(SiloAddress updatedSilo, SiloStatus status)
    {
        lock (_lock)
        {
            if (status is SiloStatus.ShuttingDown or SiloStatus.Stopping)
                _leaving.Add(updatedSilo);
            else if (status == SiloStatus.Dead && !_leaving.Remove(updatedSilo))
                takeovers.Saw();
        }
    }
}
