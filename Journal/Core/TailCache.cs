namespace PosSaga.Journal;

/// <summary>The newest events in memory, without a gap, so that the readers of all partitions share one read, and
/// events that this process wrote itself cost none. Holds nothing that is not committed.</summary>
internal sealed class TailCache(int maxEvents, long maxBytes)
{
    private readonly Lock _lock = new();
    private RecordedEvent[] _ring = new RecordedEvent[1024];
    private long _first = 1;
    private long _last;
    private long _bytes;

    public long Last => Volatile.Read(ref _last);

    /// <summary>Empties it: what follows begins after <paramref name="position"/>.</summary>
    public void Reset(long position)
    {
        lock (_lock)
        {
            Array.Clear(_ring);
            (_first, _last, _bytes) = (position + 1, position, 0);
        }
    }

    /// <summary>True when a reader behind <paramref name="after"/> is served from here, now or after the next
    /// fill.</summary>
    public bool Covers(long after)
    {
        lock (_lock)
            return after >= _first - 1 && after <= _last;
    }

    /// <summary>Takes the event if it is the next one; what is known already or lies beyond a gap is left.</summary>
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
            while (_last - _first + 1 > maxEvents || _bytes > maxBytes)
                DropFirst();
        }
    }

    /// <summary>Null when nothing beyond <paramref name="after"/> is here.</summary>
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
