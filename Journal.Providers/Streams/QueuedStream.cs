using Orleans.Runtime;
using Orleans.Streams;

namespace PosSaga.Journal.Providers;

/// <summary>What is kept of one stream, oldest first, while it has events that are not done or an agent looks at it.
/// Everything happens in turns of that agent.</summary>
internal sealed class QueuedStream(PartitionQueue queue, StreamId id, long now)
{
    private JournalBatch? _last;
    private int _cursors;
    private int _underWay;
    private long _movedAt = now;

    public StreamId Id => id;

    /// <summary>The oldest that is not done.</summary>
    public JournalBatch? First { get; private set; }

    public void Add(JournalBatch batch)
    {
        // One that was handed out again, to wake its stream, is here already.
        if (batch.Queued is not null)
            return;
        batch.Queued = this;
        if (_last is not null)
            _last.Next = batch;
        First ??= batch;
        _last = batch;
    }

    public void Begin(long timestamp) => (_underWay, _movedAt) = (_underWay + 1, timestamp);

    public void End(long timestamp)
    {
        (_underWay, _movedAt) = (_underWay - 1, timestamp);
        Trim();
    }

    /// <summary>It has something to deliver, and nobody did anything about it for so long.</summary>
    public bool IsStalled(TimeProvider clock, TimeSpan patience) =>
        First is not null && _underWay == 0 && clock.GetElapsedTime(_movedAt) >= patience;

    public void Nudged(long timestamp) => _movedAt = timestamp;

    public void Opened() => _cursors++;

    public void Closed()
    {
        _cursors--;
        Trim();
    }

    private void Trim()
    {
        while (First is { IsDone: true })
            First = First.Next;
        if (_cursors == 0 && First is null)
            queue.Forget(this);
    }
}

/// <summary>An agent's place in a stream, on behalf of one subscriber. It begins with the oldest event that somebody has
/// not handled: who has is not called again.</summary>
internal sealed class QueueCursor : IQueueCacheCursor
{
    private readonly QueuedStream _stream;
    private JournalBatch? _current;
    private bool _isClosed;

    public QueueCursor(QueuedStream stream) => (_stream = stream).Opened();

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

    /// <summary>The agent was handed an event: one that this cursor is past already is one that was not done.</summary>
    public void Refresh(StreamSequenceToken token)
    {
        if (_current is not null && token.SequenceNumber <= _current.Item.Position)
            _current = null;
    }

    public void RecordDeliveryFailure()
    {
    }

    public void Dispose()
    {
        if (_isClosed)
            return;
        _isClosed = true;
        _stream.Closed();
    }
}
