namespace PosSaga.Journal;

/// <summary>The newest committed events in memory, without a gap: the readers of all partitions share one read, and
/// events that this process wrote need none.</summary>
internal sealed class TailCache
{
    private const int EventsMax = 8_000;
    private const long BytesMax = 32L << 20;
    private readonly Lock _lock = new();
    private RecordedEvent[] _ring = new RecordedEvent[1024];
    private long _first = 1;
    private long _last;
    private long _bytes;

    public long Last => Volatile.Read(ref _last);

    /// <summary>Empties the cache; the next event it takes is the one after <paramref name="position"/>.</summary>
    public void Reset(long position)
    {
        lock (_lock)
        {
            Array.Clear(_ring);
            (_first, _last, _bytes) = (position + 1, position, 0);
        }
    }

    /// <summary>True if the events after <paramref name="after"/> are here, or can be added at the end.</summary>
    public bool Covers(long after)
    {
        lock (_lock)
            return after >= _first - 1 && after <= _last;
    }

    /// <summary>Adds the event if it is the next one; else does nothing.</summary>
    public void Add(RecordedEvent e)
    {
        lock (_lock)
        {
            if (e.Position != _last + 1)
                return;
            if (_last - _first + 1 == _ring.Length)
                Grow();
            _last++;
            _ring[Slot(_last)] = e;
            _bytes += Size(e);
            while (_last - _first + 1 > EventsMax || _bytes > BytesMax)
                DropFirst();
        }
    }

    /// <summary>Null if the event after <paramref name="after"/> is not here.</summary>
    public FeedPage? Read(int? partition, long after, int max)
    {
        lock (_lock)
        {
            if (after < _first - 1 || after >= _last)
                return null;
            var found = new List<RecordedEvent>();
            var position = after;
            while (position < _last && found.Count < max)
            {
                var e = _ring[Slot(++position)];
                if (partition is null || e.Partition == partition)
                    found.Add(e);
            }
            return new FeedPage(found, position);
        }
    }

    private int Slot(long position) => (int)(position & (_ring.Length - 1));

    private static int Size(RecordedEvent e) => 400 + e.Data.Length + e.Metadata.Length;

    private void DropFirst()
    {
        _bytes -= Size(_ring[Slot(_first)]);
        _ring[Slot(_first)] = null!;
        _first++;
    }

    private void Grow()
    {
        var wider = new RecordedEvent[_ring.Length * 2];
        for (var p = _first; p <= _last; p++)
            wider[p & (wider.Length - 1)] = _ring[Slot(p)];
        _ring = wider;
    }
}
