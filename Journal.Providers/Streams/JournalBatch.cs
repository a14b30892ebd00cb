using Orleans.Providers.Streams.Common;
using Orleans.Runtime;
using Orleans.Streams;
using PosSaga.Streams;

namespace PosSaga.Journal.Providers;

/// <summary>One event of the journal as Orleans' pulling agents know it. Only the event itself crosses to the silo of
/// the subscriber.</summary>
[GenerateSerializer, Immutable, Alias("possaga.streams.journal-batch")]
public sealed class JournalBatch : IBatchContainer
{
    [NonSerialized] private StreamId? _streamId;
    [NonSerialized] private StreamSequenceToken? _token;
    [NonSerialized] private EventDelivery[] _deliveries = [];
    [NonSerialized] private IReadOnlyList<Route> _others = [];

    public JournalBatch(string streamNamespace, string key, PublishedEvent item) =>
        (Namespace, Key, Item) = (streamNamespace, key, item);

    [Id(0)] public string Namespace { get; private set; }

    /// <summary><c>{tenant}/{process key}</c></summary>
    [Id(1)] public string Key { get; private set; }

    [Id(2)] public PublishedEvent Item { get; private set; }

    public StreamId StreamId => _streamId ??= StreamId.Create(Namespace, Key);

    public StreamSequenceToken SequenceToken => _token ??= new EventSequenceTokenV2(Item.Position);

    /// <summary>Where it is delivered from; null where it was delivered to.</summary>
    [field: NonSerialized] internal StreamPartition? Partition { get; private set; }

    /// <summary>Null until the agent has put it into its cache.</summary>
    [field: NonSerialized] internal QueuedStream? Queued { get; set; }

    /// <summary>The next one of its stream.</summary>
    [field: NonSerialized] internal JournalBatch? Next { get; set; }

    [field: NonSerialized] internal Watermark.Place? Place { get; private set; }

    /// <summary>Every subscriber has handled it or has it put aside.</summary>
    internal bool IsDone => Array.TrueForAll(_deliveries, delivery => delivery.IsDone);

    public bool ImportRequestContext() => false;

    public IEnumerable<Tuple<T, StreamSequenceToken>> GetEvents<T>() =>
        Item is T item ? [Tuple.Create(item, SequenceToken)] : [];

    public override string ToString() => $"{Item.Type} at {Item.Position} of {Namespace}/{Key}";

    internal void DeliverFrom(StreamPartition partition, Watermark.Place place, Channel channel)
    {
        var routes = channel.Routes;
        (Partition, Place, _others) = (partition, place, channel.Others);
        _deliveries = new EventDelivery[routes.Count];
        for (var i = 0; i < _deliveries.Length; i++)
            _deliveries[i] = new EventDelivery(this, routes[i]);
    }

    /// <summary>Null for a subscriber that is not known here, of a newer version that other silos already run: it is
    /// delivered to as well, but nobody tries again.</summary>
    internal EventDelivery? To(GrainType subscriber)
    {
        foreach (var delivery in _deliveries)
            if (delivery.Route.GrainType == subscriber)
                return delivery;
        return null;
    }

    /// <summary>It subscribes to the namespace and does not handle this event.</summary>
    internal bool IsNothingTo(GrainType subscriber)
    {
        foreach (var route in _others)
            if (route.GrainType == subscriber)
                return true;
        return false;
    }
}
