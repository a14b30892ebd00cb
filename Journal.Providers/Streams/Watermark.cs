namespace PosSaga.Journal.Providers;

/// <summary>How far a partition is done: everything up to here was handled or put aside, whatever came after
/// it.</summary>
/// <remarks>Not safe for concurrent use.</remarks>
internal sealed class Watermark(long start)
{
    private readonly Queue<Place> _open = new();
    private long _readTo = start;

    /// <summary>A checkpoint may stand here.</summary>
    public long Position
    {
        get
        {
            while (_open.TryPeek(out var first) && first.IsDone)
                _open.Dequeue();
            return _open.TryPeek(out var waiting) ? waiting.Position - 1 : _readTo;
        }
    }

    /// <summary>An event that was read and goes to so many subscribers; in the order of positions.</summary>
    public Place Open(long position, int deliveries)
    {
        if (position <= _readTo)
            throw new ArgumentOutOfRangeException(nameof(position), position, $"It was read up to {_readTo}.");
        var place = new Place(position, deliveries);
        _open.Enqueue(place);
        _readTo = position;
        return place;
    }

    /// <summary>Everything up to here was looked at; what was not opened concerns nobody.</summary>
    public void ReadTo(long position) => _readTo = Math.Max(_readTo, position);

    /// <summary>One event, until its last delivery is done.</summary>
    public sealed class Place(long position, int deliveries)
    {
        private int _left = deliveries;

        public long Position => position;

        public bool IsDone => _left == 0;

        public void Done() => _left--;
    }
}
