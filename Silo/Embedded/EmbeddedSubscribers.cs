using Orleans.Runtime;
using PosSaga.Embedded;
using PosSaga.Silo.Streaming;
using PosSaga.Silo.Streams;

namespace PosSaga.Silo;

/// <summary>Grains of this process, which hear of an event as the observers of a stream.</summary>
internal sealed class EmbeddedSubscribers(EmbeddedSilo silo) : ISubscribers
{
    private const string Provider = "journal";

    public Task Hand(StreamDelivery delivery) => silo.Deliver(
        GrainId.Create(delivery.Route.GrainType, delivery.Key), Provider,
        StreamId.Create(delivery.Route.Namespace, delivery.Key), delivery.Item, delivery.Item.Position);
}
