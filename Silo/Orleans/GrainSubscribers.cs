using Orleans;
using Orleans.Runtime;
using PosSaga.Silo.Streaming;
using PosSaga.Silo.Streams;
using PosSaga.Streams;

namespace PosSaga.Silo;

/// <summary>Grains anywhere in the cluster, which are handed an event by a call.</summary>
internal sealed class GrainSubscribers(IGrainFactory grains) : ISubscribers
{
    public Task Hand(StreamDelivery delivery) =>
        grains.GetGrain<IParticipantGrain>(GrainId.Create(delivery.Route.Subscriber, delivery.Key))
            .Redeliver(delivery.Item);
}

/// <summary>Each silo of the cluster takes its share of the partitions.</summary>
internal sealed class SiloPeers(ISiloStatusOracle membership) : IPeers
{
    public int Count => membership.GetApproximateSiloStatuses(onlyActive: true).Count;
}
