using System.Globalization;
using Microsoft.Extensions.Logging;

namespace PosSaga.Journal.Providers;

/// <summary>What the partitions of one process share.</summary>
internal sealed record PartitionServices(
    StreamRoutes Routes, Deliverer Deliverer, BlockedStreams Blocked, ICheckpoints Checkpoints,
    AsyncSignal ReaderSignal, AsyncSignal CheckpointSignal, StreamOptions Options, TimeProvider Clock, ILogger Log);

/// <summary>A partition while this process delivers it. Its streams are spread over several queues, because one agent
/// handles one queue and works single-threaded.</summary>
internal sealed partial class StreamPartition
{
    private readonly PartitionServices _services;
    private readonly Lock _lock = new();
    private readonly PartitionQueue[] _queues;
    private readonly HashSet<EventDelivery> _waiting = [];
    private Watermark _watermark = new(0);
    private int _attached;
    private int _pending;
    private bool _isStarted;
    private bool _isClosed;
    private bool _isFull;
    private bool _hasNewEvents;

    public StreamPartition(int number, PartitionServices services)
    {
        (Number, _services) = (number, services);
        CheckpointName = CheckpointNameOf(number);
        Limit = new ConcurrencyLimit(services.Options.InFlightMax);
        _queues = new PartitionQueue[services.Options.QueuesPerPartition];
        for (var i = 0; i < _queues.Length; i++)
            _queues[i] = new PartitionQueue(this, services.Options, services.Clock);
        _savedAt = services.Clock.GetTimestamp();
    }

    public int Number { get; }

    public string CheckpointName { get; }

    public IReadOnlyList<PartitionQueue> Queues => _queues;

    public Deliverer Deliverer => _services.Deliverer;

    public ConcurrencyLimit Limit { get; }

    /// <summary>Used by the reader alone.</summary>
    public long ReadTo { get; private set; }

    /// <summary>All its agents are attached; an agent that came later would miss events.</summary>
    public bool IsReadyToStart
    {
        get
        {
            lock (_lock)
                return _attached == _queues.Length && !_isStarted && !_isClosed;
        }
    }

    public bool IsActive { get { lock (_lock) return _isStarted && !_isClosed; } }

    /// <summary>Released: no further delivery begins.</summary>
    public bool IsClosed => Volatile.Read(ref _isClosed);

    public bool HasRoom { get { lock (_lock) return _isStarted && !_isFull && !_isClosed; } }

    public static string CheckpointNameOf(int partition) =>
        string.Create(CultureInfo.InvariantCulture, $"streams/{partition}");

    public void AttachAgent()
    {
        lock (_lock)
            _attached++;
        _services.CheckpointSignal.Signal();
    }

    public void Start(long checkpoint)
    {
        lock (_lock)
        {
            (_watermark, ReadTo, _saved) = (new Watermark(checkpoint), checkpoint, checkpoint);
            _isStarted = !_isClosed;
        }
        _services.ReaderSignal.Signal();
    }

    /// <summary>Queues the page's events of this partition, up to <paramref name="readTo"/> or until the window is
    /// full.</summary>
    public void Accept(IReadOnlyList<RecordedEvent> events, long readTo)
    {
        var accepted = readTo;
        EventDelivery[] expedited = [];
        lock (_lock)
        {
            for (var i = 0; i < events.Count && events[i].Position <= readTo; i++)
            {
                var e = events[i];
                if (e.Partition != Number || e.Position <= ReadTo || e.ProcessKey is null)
                    continue;
                if (_services.Routes.SubscribersOf(e.Type) is not { } namespaces)
                    continue;
                if (_pending >= _services.Options.WindowMax)
                {
                    accepted = e.Position - 1;
                    break;
                }
                Add(e, namespaces);
            }
            ReadTo = Math.Max(ReadTo, accepted);
            _watermark.ReadTo(ReadTo);
            _isFull = _pending >= _services.Options.WindowMax;
            // Events that keep failing must not fill the window and so stop all others.
            if (_isFull)
                expedited = [.. _waiting.Where(delivery => delivery.CanExpedite)];
        }
        foreach (var delivery in expedited)
            delivery.Expedite();
        foreach (var queue in _queues)
            queue.Wake();
    }

    /// <summary>Waits before the next attempt, but not if the window is full.</summary>
    public async Task WaitForRetry(EventDelivery delivery)
    {
        lock (_lock)
        {
            if (_isClosed)
                return;
            if (_isFull && delivery.CanExpedite)
            {
                delivery.Expedite();
                return;
            }
            _waiting.Add(delivery);
        }
        await delivery.WaitForRetry(_services.Clock);
        lock (_lock)
            _waiting.Remove(delivery);
    }

    /// <summary>The event was handled by the subscriber, or parked.</summary>
    public void Done(EventDelivery delivery)
    {
        bool hasRoomAgain;
        lock (_lock)
        {
            if (!delivery.TrySetDone())
                return;
            delivery.Batch.OpenPosition!.Done();
            _pending--;
            // Not at the first free place, because reading whole pages is cheaper.
            hasRoomAgain = _isFull && _pending <= _services.Options.WindowMax / 2;
            _isFull &= !hasRoomAgain;
        }
        if (hasRoomAgain)
            _services.ReaderSignal.Signal();
    }

    public void Nudged(int streams) => _services.Log.LogWarning(
        "The agents left {Streams} streams of partition {Partition} undelivered: they are given to them again", streams,
        Number);

    private void Add(RecordedEvent e, IReadOnlyList<NamespaceSubscribers> namespaces)
    {
        StreamMetrics.Published(e.Type);
        _hasNewEvents = true;
        var deliveries = namespaces.Sum(subscribers => subscribers.Handling.Count);
        if (deliveries == 0)
            return;
        var (key, item) = (EventDelivery.StreamKeyOf(e), EventDelivery.ToPublished(e));
        var position = _watermark.Open(e.Position, deliveries);
        foreach (var subscribers in namespaces.Where(subscribers => subscribers.Handling.Count > 0))
        {
            var batch = new JournalBatch(subscribers.Namespace, key, item);
            batch.Attach(this, position, subscribers);
            // Not by the hash that chose this partition, which would put all streams into one queue.
            _queues[(uint)batch.StreamId.GetHashCode() % (uint)_queues.Length].Offer(batch);
        }
        _pending += deliveries;
    }
}
