using System.Globalization;
using Microsoft.Extensions.Logging;


namespace PosSaga.Journal.Providers;

/// <summary>What partitions of one process share.</summary>
internal sealed record PartitionParts(
    StreamRoutes Routes, Deliverer Deliverer, BlockedStreams Blocked, ICheckpoints Checkpoints, WakeUp Reader,
    WakeUp Keeper, StreamOptions Options, TimeProvider Clock, ILogger Log);

/// <summary>A partition while this process delivers it: read on from its checkpoint, which follows what is done. Its
/// streams are spread over a few queues, so that one agent's turns are not all there is.</summary>
internal sealed partial class StreamPartition
{
    private readonly PartitionParts _parts;
    private readonly Lock _lock = new();
    private readonly PartitionQueue[] _queues;
    private readonly HashSet<EventDelivery> _waiting = [];
    private Watermark _watermark = new(0);
    private int _attached;
    private int _pending;
    private bool _isStarted;
    private bool _isClosed;
    private bool _isFull;
    private bool _isBusy;

    public StreamPartition(int number, PartitionParts parts)
    {
        (Number, _parts) = (number, parts);
        Name = NameOf(number);
        Gate = new DeliveryGate(parts.Options.InFlightMax);
        _queues = new PartitionQueue[parts.Options.QueuesPerPartition];
        for (var i = 0; i < _queues.Length; i++)
            _queues[i] = new PartitionQueue(this, parts.Options, parts.Clock);
        _savedAt = parts.Clock.GetTimestamp();
    }

    public int Number { get; }

    /// <summary>Of its checkpoint.</summary>
    public string Name { get; }

    public IReadOnlyList<PartitionQueue> Queues => _queues;

    public Deliverer Deliverer => _parts.Deliverer;

    public DeliveryGate Gate { get; }

    /// <summary>Of the reader alone.</summary>
    public long ReadTo { get; private set; }

    /// <summary>Its agents are there: those that come later would miss what went before.</summary>
    public bool IsWanted
    {
        get
        {
            lock (_lock)
                return _attached == _queues.Length && !_isStarted && !_isClosed;
        }
    }

    /// <summary>It is read and delivered.</summary>
    public bool IsHeld
    {
        get
        {
            lock (_lock)
                return _isStarted && !_isClosed;
        }
    }

    /// <summary>Nothing more is begun.</summary>
    public bool IsClosed => Volatile.Read(ref _isClosed);

    public bool HasRoom
    {
        get
        {
            lock (_lock)
                return _isStarted && !_isFull && !_isClosed;
        }
    }

    public static string NameOf(int partition) => string.Create(CultureInfo.InvariantCulture, $"streams/{partition}");

    public void Attach()
    {
        lock (_lock)
            _attached++;
        _parts.Keeper.Signal();
    }

    public void Start(long checkpoint)
    {
        lock (_lock)
        {
            (_watermark, ReadTo, _saved) = (new Watermark(checkpoint), checkpoint, checkpoint);
            _isStarted = !_isClosed;
        }
        _parts.Reader.Signal();
    }

    /// <summary>Takes what is this partition's, up to <paramref name="readTo"/> or until there is no more
    /// room.</summary>
    public void Take(IReadOnlyList<RecordedEvent> events, long readTo)
    {
        var taken = readTo;
        EventDelivery[] hurried = [];
        lock (_lock)
        {
            for (var i = 0; i < events.Count && events[i].Position <= readTo; i++)
            {
                var e = events[i];
                if (e.Partition != Number || e.Position <= ReadTo || e.ProcessKey is null)
                    continue;
                if (_parts.Routes.ChannelsOf(e.Type) is not { } channels)
                    continue;
                if (_pending >= _parts.Options.WindowMax)
                {
                    taken = e.Position - 1;
                    break;
                }
                Add(e, channels);
            }
            ReadTo = Math.Max(ReadTo, taken);
            _watermark.ReadTo(ReadTo);
            _isFull = _pending >= _parts.Options.WindowMax;
            // What fails again and again must not take the room of what would not.
            if (_isFull)
                hurried = [.. _waiting.Where(delivery => delivery.MayHurry)];
        }
        foreach (var delivery in hurried)
            delivery.Hurry();
        foreach (var queue in _queues)
            queue.Wake();
    }

    /// <summary>Waits before the next attempt, unless others need the room.</summary>
    public async Task Pause(EventDelivery delivery)
    {
        lock (_lock)
        {
            if (_isClosed)
                return;
            if (_isFull && delivery.MayHurry)
            {
                delivery.Hurry();
                return;
            }
            _waiting.Add(delivery);
        }
        await delivery.Wait(_parts.Clock);
        lock (_lock)
            _waiting.Remove(delivery);
    }

    /// <summary>One subscriber has handled one event, or it was put aside.</summary>
    public void Done(EventDelivery delivery)
    {
        bool hasRoomAgain;
        lock (_lock)
        {
            if (!delivery.Done())
                return;
            delivery.Batch.Place!.Done();
            _pending--;
            // Not at the first free place: reading page by page is cheaper.
            hasRoomAgain = _isFull && _pending <= _parts.Options.WindowMax / 2;
            _isFull &= !hasRoomAgain;
        }
        if (hasRoomAgain)
            _parts.Reader.Signal();
    }

    public void Nudged(int streams) => _parts.Log.LogWarning(
        "Nobody looked after {Streams} streams of partition {Partition}: they are handed out again", streams, Number);

    private void Add(RecordedEvent e, IReadOnlyList<Channel> channels)
    {
        StreamMetrics.Published(e.Type);
        _isBusy = true;
        var deliveries = channels.Sum(channel => channel.Routes.Count);
        if (deliveries == 0)
            return;
        var (key, item, place) =
            (EventDelivery.KeyOf(e), EventDelivery.ItemOf(e), _watermark.Open(e.Position, deliveries));
        foreach (var channel in channels)
        {
            if (channel.Routes.Count == 0)
                continue;
            var batch = new JournalBatch(channel.Namespace, key, item);
            batch.DeliverFrom(this, place, channel);
            // Not by the hash that placed the key in this partition: it would put all of them into one queue.
            _queues[(uint)batch.StreamId.GetHashCode() % (uint)_queues.Length].Offer(batch);
        }
        _pending += deliveries;
    }
}
