namespace PosSaga.Journal.Providers;

/// <summary>The contiguous low watermark of a partition: everything up to it was handled or parked. Not
/// thread-safe.</summary>
internal sealed class Watermark(long start)
{
    private readonly Queue<OpenPosition> _open = new();
    private long _readTo = start;

    /// <summary>Where the checkpoint may be stored.</summary>
    public long Position
    {
        get
        {
            while (_open.TryPeek(out var first) && first.IsDone)
                _open.Dequeue();
            return _open.TryPeek(out var waiting) ? waiting.Position - 1 : _readTo;
        }
    }

    /// <summary>Adds an event that was read; must be called in the order of positions.</summary>
    public OpenPosition Open(long position, int deliveries)
    {
        if (position <= _readTo)
            throw new ArgumentOutOfRangeException(nameof(position), position, $"It was read up to {_readTo}.");
        var opened = new OpenPosition(position, deliveries);
        _open.Enqueue(opened);
        _readTo = position;
        return opened;
    }

    /// <summary>Everything up to here was read; events that were not opened need no delivery.</summary>
    public void ReadTo(long position) => _readTo = Math.Max(_readTo, position);

    /// <summary>An event and the number of its deliveries that are not done.</summary>
    public sealed class OpenPosition(long position, int deliveries)
    {
        private int _left = deliveries;

        public long Position => position;

        public bool IsDone => _left == 0;

        public void Done() => _left--;
    }
}
