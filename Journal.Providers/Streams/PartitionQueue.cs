using Orleans.Runtime;
using Orleans.Streams;

namespace PosSaga.Journal.Providers;

/// <summary>Some streams of a partition, under one agent, which calls all of this in its turns: what it reads from and
/// what it keeps until it is done.</summary>
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

    /// <summary>By the reader.</summary>
    public void Offer(JournalBatch batch)
    {
        lock (_lock)
            _offered.Add(batch);
    }

    /// <summary>After the last of a page was offered.</summary>
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
        partition.Attach();
        return Task.CompletedTask;
    }

    public Task<IList<IBatchContainer>> GetQueueMessagesAsync(int maxCount) =>
        GetQueueMessagesAsync(maxCount, CancellationToken.None);

    /// <summary>Waits for something rather than answer nothing: else the agent would ask with every tick of its
    /// timer.</summary>
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
        return offered.Count > 0 || cancellationToken.IsCancellationRequested ? offered : Stalled();
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

    /// <summary>Never: an agent under pressure forgets to deliver what it has. The reader waits for room
    /// instead.</summary>
    public bool IsUnderPressure() => false;

    /// <summary>What is done goes as it is done.</summary>
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
        await partition.Leave();
    }

    public void Forget(QueuedStream stream) => _streams.Remove(stream.Id);

    // Now and then the agent has other things to do as well, such as forgetting streams.
    private async Task Wait(TaskCompletionSource waiting, CancellationToken cancellation)
    {
        using var cancelled = cancellation.UnsafeRegister(
            static waiting => ((TaskCompletionSource)waiting!).TrySetResult(), waiting);
        await using var idle = clock.CreateTimer(
            static waiting => ((TaskCompletionSource)waiting!).TrySetResult(), waiting, options.NudgeAfter,
            Timeout.InfiniteTimeSpan);
        await waiting.Task;
    }

    // Whatever made the agent leave a stream alone, being handed its oldest event again makes it look after it.
    private List<IBatchContainer> Stalled()
    {
        var stalled = new List<IBatchContainer>();
        foreach (var stream in _streams.Values)
            if (stream.IsStalled(clock, options.NudgeAfter))
            {
                stream.Nudged(clock.GetTimestamp());
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
