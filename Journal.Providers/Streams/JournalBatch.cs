using Orleans.Providers.Streams.Common;
using Orleans.Streams;
using PosSaga.Streams;

namespace PosSaga.Journal.Providers;

/// <summary>One event of the journal as a batch of Orleans' pulling agents. Only the serialized members reach the silo
/// of the subscriber; the others belong to the delivering silo.</summary>
[GenerateSerializer, Immutable, Alias("possaga.streams.journal-batch")]
public sealed class JournalBatch : IBatchContainer
{
    [NonSerialized] private StreamId? _streamId;
    [NonSerialized] private StreamSequenceToken? _token;
    [NonSerialized] private EventDelivery[] _deliveries = [];
    [NonSerialized] private IReadOnlyList<Route> _ignoredBy = [];

    public JournalBatch(string streamNamespace, string key, PublishedEvent item) =>
        (Namespace, Key, Item) = (streamNamespace, key, item);

    [Id(0)] public string Namespace { get; private set; }

    /// <summary><c>{tenant}/{process key}</c></summary>
    [Id(1)] public string Key { get; private set; }

    [Id(2)] public PublishedEvent Item { get; private set; }

    public StreamId StreamId => _streamId ??= StreamId.Create(Namespace, Key);

    public StreamSequenceToken SequenceToken => _token ??= new EventSequenceTokenV2(Item.Position);

    /// <summary>Null on the subscriber's silo.</summary>
    [field: NonSerialized] internal StreamPartition? Partition { get; private set; }

    /// <summary>Null until the agent adds the batch to its cache.</summary>
    [field: NonSerialized] internal QueuedStream? Queued { get; set; }

    /// <summary>The next batch of its stream.</summary>
    [field: NonSerialized] internal JournalBatch? Next { get; set; }

    [field: NonSerialized] internal Watermark.OpenPosition? OpenPosition { get; private set; }

    /// <summary>Handled by every subscriber, or parked.</summary>
    internal bool IsDone => Array.TrueForAll(_deliveries, delivery => delivery.IsDone);

    public bool ImportRequestContext() => false;

    public IEnumerable<Tuple<T, StreamSequenceToken>> GetEvents<T>() =>
        Item is T item ? [Tuple.Create(item, SequenceToken)] : [];

    public override string ToString() => $"{Item.Type} at {Item.Position} of {Namespace}/{Key}";

    internal void Attach(StreamPartition partition, Watermark.OpenPosition position, NamespaceSubscribers subscribers)
    {
        var routes = subscribers.Handling;
        (Partition, OpenPosition, _ignoredBy) = (partition, position, subscribers.Ignoring);
        _deliveries = new EventDelivery[routes.Count];
        for (var i = 0; i < _deliveries.Length; i++)
            _deliveries[i] = new EventDelivery(this, routes[i]);
    }

    /// <summary>Null for a subscriber that this silo does not know, which a newer version on other silos may
    /// have.</summary>
    internal EventDelivery? FindDelivery(GrainType subscriber)
    {
        foreach (var delivery in _deliveries)
            if (delivery.Route.GrainType == subscriber)
                return delivery;
        return null;
    }

    /// <summary>True for a subscriber to the namespace that does not handle this event.</summary>
    internal bool IsIgnoredBy(GrainType subscriber)
    {
        foreach (var route in _ignoredBy)
            if (route.GrainType == subscriber)
                return true;
        return false;
    }
}

/// <summary>The delivery of one event to one subscriber. Used in the turns of its agent.</summary>
internal sealed class EventDelivery(JournalBatch batch, Route route)
{
    private TaskCompletionSource? _waiting;

    public JournalBatch Batch => batch;

    public Route Route => route;

    /// <summary>Name of the stream in dead letters.</summary>
    public string Stream => string.Concat(route.Namespace, "/", batch.Key);

    /// <summary>Handled or parked.</summary>
    public bool IsDone { get; private set; }

    /// <summary>Failures of <see cref="FailureKind.Fault"/>.</summary>
    public int Attempts { get; set; }

    /// <summary>Failures of <see cref="FailureKind.Timeout"/>.</summary>
    public int Timeouts { get; set; }

    /// <summary>Failures of <see cref="FailureKind.Outage"/>.</summary>
    public int Outages { get; set; }

    /// <summary>Before the next attempt.</summary>
    public TimeSpan RetryDelay { get; set; }

    /// <summary>If the next attempt fails the event is parked, because the partition's window is full.</summary>
    public bool IsFinalAttempt { get; private set; }

    /// <summary>False in an outage, when an early retry would not help.</summary>
    public bool CanExpedite => Attempts > 0 && !IsFinalAttempt;

    public static PublishedEvent ToPublished(RecordedEvent e) =>
        new(e.Position, e.Stream, e.Version, e.Type, e.Data, e.Metadata, e.TimeMicros);

    /// <summary>Key of the Orleans stream and of the subscribing grains, <c>{tenant}/{process key}</c>, with the
    /// tenant of the journal's stream.</summary>
    public static string StreamKeyOf(RecordedEvent e)
    {
        var tenant = e.Stream.IndexOf('/', StringComparison.Ordinal) + 1;
        var end = e.Stream.IndexOf('/', tenant);
        return string.Concat(e.Stream.AsSpan(tenant, end - tenant), "/", e.ProcessKey);
    }

    /// <returns>False if it was done already.</returns>
    public bool TrySetDone()
    {
        var was = IsDone;
        IsDone = true;
        return !was;
    }

    /// <summary>Waits until the retry delay is over or ended early.</summary>
    public async Task WaitForRetry(TimeProvider clock)
    {
        // Asynchronous, so that EndDelay does not run the retry in place.
        var over = _waiting = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var timer = clock.CreateTimer(
            static over => ((TaskCompletionSource)over!).TrySetResult(), over, RetryDelay, Timeout.InfiniteTimeSpan);
        await over.Task;
        RetryDelay = TimeSpan.Zero;
    }

    /// <summary>Retries at once, for the last time.</summary>
    public void Expedite()
    {
        IsFinalAttempt = true;
        EndDelay();
    }

    public void EndDelay() => _waiting?.TrySetResult();
}
