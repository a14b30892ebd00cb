using Orleans.Streams;

namespace PosSaga.Journal.Providers;

/// <summary>The queue of one agent: some streams of a partition. The agent uses it as receiver and as cache, in its
/// turns.</summary>
internal sealed class PartitionQueue(StreamPartition partition, StreamOptions options, TimeProvider clock)
    : IQueueAdapterReceiver, IQueueCache
{
    private readonly Dictionary<StreamId, QueuedStream> _streams = [];
    private readonly Lock _lock = new();
    private List<IBatchContainer> _offered = [];
    private TaskCompletionSource? _waiting;
    private bool _isAttached;

    public StreamPartition Partition => partition;

    public int Streams => _streams.Count;

    /// <summary>Called by the reader.</summary>
    public void Offer(JournalBatch batch)
    {
        lock (_lock)
            _offered.Add(batch);
    }

    /// <summary>Called by the reader after a page.</summary>
    public void Wake()
    {
        TaskCompletionSource? waiting = null;
        lock (_lock)
            if (_offered.Count > 0)
                (waiting, _waiting) = (_waiting, null);
        waiting?.TrySetResult();
    }

    public Task Initialize(TimeSpan timeout)
    {
        _isAttached = true;
        partition.AttachAgent();
        return Task.CompletedTask;
    }

    public Task<IList<IBatchContainer>> GetQueueMessagesAsync(int maxCount) =>
        GetQueueMessagesAsync(maxCount, CancellationToken.None);

    /// <summary>Waits for events, because after an empty answer the agent would ask again every millisecond.</summary>
    public async Task<IList<IBatchContainer>> GetQueueMessagesAsync(int maxCount, CancellationToken cancellationToken)
    {
        TaskCompletionSource? waiting = null;
        lock (_lock)
            if (_offered.Count == 0)
                waiting = _waiting = new TaskCompletionSource();
        if (waiting is not null)
            await Wait(waiting, cancellationToken);
        List<IBatchContainer> offered;
        lock (_lock)
            (offered, _offered) = (_offered, []);
        return offered.Count > 0 || cancellationToken.IsCancellationRequested ? offered : TakeStalled();
    }

    public void AddToCache(IList<IBatchContainer> messages)
    {
        foreach (JournalBatch batch in messages)
            StreamOf(batch.StreamId).Add(batch);
    }

    public QueueCacheCursorResult<IQueueCacheCursor> TryGetCacheCursor(StreamId streamId, StreamSequenceToken? token) =>
        QueueCacheCursorResult<IQueueCacheCursor>.FromCursor(new QueueCursor(StreamOf(streamId)));

    public IQueueCacheCursor GetCacheCursor(StreamId streamId, StreamSequenceToken? token) =>
        new QueueCursor(StreamOf(streamId));

    public int GetMaxAddCount() => int.MaxValue;

    /// <summary>Never, because an agent under pressure does not deliver the events it has. Instead the reader stops
    /// while the partition's window is full.</summary>
    public bool IsUnderPressure() => false;

    /// <summary>Nothing: events leave as soon as they are done.</summary>
    public bool TryPurgeFromCache(out IList<IBatchContainer> purgedItems)
    {
        purgedItems = null!;
        return false;
    }

    public Task MessagesDeliveredAsync(IList<IBatchContainer> messages) => Task.CompletedTask;

    public async Task Shutdown(TimeSpan timeout)
    {
        if (!_isAttached)
            return;
        _isAttached = false;
        await partition.Release();
    }

    public void Remove(QueuedStream stream) => _streams.Remove(stream.Id);

    // Returns after a while without events, so that the agent can drop idle streams.
    private async Task Wait(TaskCompletionSource waiting, CancellationToken cancellation)
    {
        using var cancelled = cancellation.UnsafeRegister(
            static waiting => ((TaskCompletionSource)waiting!).TrySetResult(), waiting);
        await using var idle = clock.CreateTimer(
            static waiting => ((TaskCompletionSource)waiting!).TrySetResult(), waiting, options.NudgeAfter,
            Timeout.InfiniteTimeSpan);
        await waiting.Task;
    }

    // An agent that failed to register a stream's subscribers ignores the stream until it gets another event of it.
    private List<IBatchContainer> TakeStalled()
    {
        var stalled = new List<IBatchContainer>();
        foreach (var stream in _streams.Values)
            if (stream.IsStalled(clock, options.NudgeAfter))
            {
                stream.Touch(clock.GetTimestamp());
                stalled.Add(stream.First!);
            }
        if (stalled.Count > 0)
            partition.Nudged(stalled.Count);
        return stalled;
    }

    private QueuedStream StreamOf(StreamId id)
    {
        if (!_streams.TryGetValue(id, out var stream))
            _streams[id] = stream = new QueuedStream(this, id, clock.GetTimestamp());
        return stream;
    }
}
