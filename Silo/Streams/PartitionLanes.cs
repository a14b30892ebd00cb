using PosSaga.Journal;
using PosSaga.Silo.Streaming;

namespace PosSaga.Silo.Streams;

/// <summary>One partition while this process delivers it: a lane per stream and subscriber, in which one event follows
/// the other; many lanes run beside each other.</summary>
internal sealed partial class PartitionLanes(
    int partition, long start, StreamRoutes routes, Deliverer deliverer, StreamOptions options, TimeProvider clock,
    WakeUp wake)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(string Subscriber, string Key), Lane> _lanes = [];
    private readonly Queue<Lane> _ready = new();
    private readonly HashSet<Lane> _waiting = [];
    private readonly Watermark _watermark = new(start);
    private readonly TaskCompletionSource _idle = new();
    private int _pending;
    private int _inFlight;
    private bool _isBusy;
    private bool _isFull;
    private bool _isClosed;

    public int Partition => partition;

    /// <summary>Of the reader alone.</summary>
    public long ReadTo { get; private set; } = start;

    public bool HasRoom
    {
        get
        {
            lock (_lock)
                return !_isFull && !_isClosed;
        }
    }

    /// <summary>A checkpoint may stand here.</summary>
    public long Done
    {
        get
        {
            lock (_lock)
                return _watermark.Position;
        }
    }

    /// <summary>Whether anything was published since the last question.</summary>
    public bool WasBusy()
    {
        lock (_lock)
        {
            var was = _isBusy;
            _isBusy = false;
            return was;
        }
    }

    /// <summary>Takes what is this partition's, up to <paramref name="readTo"/> or until there is no more
    /// room.</summary>
    public void Take(IReadOnlyList<RecordedEvent> events, long readTo)
    {
        var taken = readTo;
        Lane[] hurried = [];
        lock (_lock)
        {
            for (var i = 0; i < events.Count && events[i].Position <= readTo; i++)
            {
                var e = events[i];
                if (e.Partition != partition || e.Position <= ReadTo || e.ProcessKey is null)
                    continue;
                if (routes.Of(e.Type) is not { } subscribers)
                    continue;
                if (_pending >= options.WindowMax)
                {
                    taken = e.Position - 1;
                    break;
                }
                Add(e, subscribers);
            }
            ReadTo = Math.Max(ReadTo, taken);
            _watermark.ReadTo(ReadTo);
            _isFull = _pending >= options.WindowMax;
            // What fails again and again must not take the room of what would not.
            if (_isFull)
                hurried = [.. _waiting.Where(lane => lane.MayHurry)];
        }
        foreach (var lane in hurried)
            lane.Hurry();
        StartReady();
    }

    /// <summary>Nothing more is begun. Completes when what is being delivered has come to its end.</summary>
    public Task Close()
    {
        Lane[] waiting;
        lock (_lock)
        {
            _isClosed = true;
            _ready.Clear();
            waiting = [.. _waiting];
            if (_inFlight == 0)
                _idle.TrySetResult();
        }
        foreach (var lane in waiting)
            lane.Hurry();
        return _idle.Task;
    }

    private void Add(RecordedEvent e, IReadOnlyList<Route> subscribers)
    {
        StreamMetrics.Published(e.Type);
        _isBusy = true;
        if (subscribers.Count == 0)
            return;
        var (key, item, place) =
            (StreamDelivery.KeyOf(e), StreamDelivery.ItemOf(e), _watermark.Open(e.Position, subscribers.Count));
        foreach (var route in subscribers)
        {
            if (!_lanes.TryGetValue((route.Subscriber, key), out var lane))
                _ready.Enqueue(_lanes[(route.Subscriber, key)] = lane = new Lane(route.Subscriber, key));
            lane.Events.Enqueue((new StreamDelivery(route, key, item), place));
            _pending++;
        }
    }
}
