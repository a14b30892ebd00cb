using Orleans.Streams;

namespace PosSaga.Journal.Providers;

/// <summary>Events of one stream that are not done, oldest first. Used in the turns of its agent.</summary>
internal sealed class QueuedStream(PartitionQueue queue, StreamId id, long now)
{
    private JournalBatch? _last;
    private int _cursors;
    private int _inFlight;
    private long _touchedAt = now;

    public StreamId Id => id;

    /// <summary>The oldest event that is not done.</summary>
    public JournalBatch? First { get; private set; }

    public void Add(JournalBatch batch)
    {
        // A stalled event that was given to the agent again is here already.
        if (batch.Queued is not null)
            return;
        batch.Queued = this;
        if (_last is not null)
            _last.Next = batch;
        First ??= batch;
        _last = batch;
    }

    public void DeliveryStarted(long timestamp) => (_inFlight, _touchedAt) = (_inFlight + 1, timestamp);

    public void DeliveryEnded(long timestamp)
    {
        (_inFlight, _touchedAt) = (_inFlight - 1, timestamp);
        Trim();
    }

    /// <summary>True if it has undelivered events and its agent did nothing for so long.</summary>
    public bool IsStalled(TimeProvider clock, TimeSpan limit) =>
        First is not null && _inFlight == 0 && clock.GetElapsedTime(_touchedAt) >= limit;

    public void Touch(long timestamp) => _touchedAt = timestamp;

    public void CursorOpened() => _cursors++;

    public void CursorClosed()
    {
        _cursors--;
        Trim();
    }

    private void Trim()
    {
        while (First is { IsDone: true })
            First = First.Next;
        if (_cursors == 0 && First is null)
            queue.Remove(this);
    }
}

/// <summary>An agent's position in a stream for one subscriber. It begins with the oldest event that is not done for
/// all; subscribers that have handled it are not called again.</summary>
internal sealed class QueueCursor : IQueueCacheCursor
{
    private readonly QueuedStream _stream;
    private JournalBatch? _current;
    private bool _isClosed;

    public QueueCursor(QueuedStream stream) => (_stream = stream).CursorOpened();

    public QueueCacheCursorMoveResult MoveNextWithResult()
    {
        var next = _current is null ? _stream.First : _current.Next;
        if (next is null)
            return QueueCacheCursorMoveResult.NoData;
        _current = next;
        return QueueCacheCursorMoveResult.Success;
    }

    public bool MoveNext() => MoveNextWithResult() == QueueCacheCursorMoveResult.Success;

    public IBatchContainer? GetCurrent(out Exception? exception)
    {
        exception = null;
        return _current;
    }

    /// <summary>The agent received this event, again if the cursor is past it: then it starts over.</summary>
    public void Refresh(StreamSequenceToken token)
    {
        if (_current is not null && token.SequenceNumber <= _current.Item.Position)
            _current = null;
    }

    public void RecordDeliveryFailure() { }

    public void Dispose()
    {
        if (_isClosed)
            return;
        _isClosed = true;
        _stream.CursorClosed();
    }
}
