using Orleans.Streams;

namespace PosSaga.Simulator;

/// <param name="Subscribers">Of a stream, in an order that is the same in every run.</param>
/// <param name="Deliver">Delivers a batch to a subscriber; retried if it throws.</param>
public sealed record PullingAgentServices(
    IQueueAdapterFactory Queues, Func<StreamId, IReadOnlyList<GrainId>> Subscribers,
    Func<GrainId, IBatchContainer, Task> Deliver, TimeProvider Time);

/// <summary>Simulates Orleans' pulling agent of one queue: fills the cache, has a cursor for each subscriber of a
/// stream, retries for ever, drops idle streams.</summary>
public sealed class PullingAgent(QueueId queue, PullingAgentServices services) : IDisposable
{
    // As configured in JournalStreamsHosting.
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan InactiveAfter = TimeSpan.FromSeconds(2);

    private readonly Dictionary<StreamId, List<Consumer>> _streams = [];
    private readonly Dictionary<StreamId, long> _usedAt = [];
    private readonly CancellationTokenSource _stop = new();
    private IQueueCache _cache = null!;
    private IQueueAdapterReceiver _receiver = null!;
    private Task _pump = Task.CompletedTask;

    /// <summary>Fault injection: true if the subscribers of a new stream cannot be registered.</summary>
    public Func<StreamId, bool> FailsToRegister { get; set; } = static _ => false;

    public async Task Start()
    {
        _cache = services.Queues.GetQueueAdapterCache().CreateQueueCache(queue);
        _receiver = (await services.Queues.CreateAdapter(_stop.Token)).CreateReceiver(queue);
        await _receiver.Initialize(Tick);
        _pump = Pump();
    }

    /// <summary>Stops reading. The receiver waits for deliveries in flight.</summary>
    public async Task Shutdown()
    {
#pragma warning disable CA1849 // CancelAsync continues on the thread pool, where a simulation cannot follow.
        _stop.Cancel();
#pragma warning restore CA1849
        await _pump;
        await _receiver.Shutdown(Tick);
        foreach (var stream in _streams.Keys.ToList())
            Drop(stream);
    }

    public void Dispose() => _stop.Dispose();

    private async Task Pump()
    {
        while (!_stop.IsCancellationRequested)
        {
            DropIdle();
            var messages = await _receiver.GetQueueMessagesAsync(_cache.GetMaxAddCount(), _stop.Token);
            if (_stop.IsCancellationRequested)
                return;
            if (messages.Count == 0)
            {
                await Task.Delay(Tick, services.Time);
                continue;
            }
            _cache.AddToCache(messages);
            foreach (var stream in messages.GroupBy(message => message.StreamId))
                OnMessages(stream.Key, stream.First().SequenceToken);
        }
    }

    private void OnMessages(StreamId stream, StreamSequenceToken first)
    {
        _usedAt[stream] = services.Time.GetTimestamp();
        if (!_streams.TryGetValue(stream, out var consumers))
        {
            if (FailsToRegister(stream))
                return;
            consumers = [];
            foreach (var subscriber in services.Subscribers(stream))
                consumers.Add(new Consumer(subscriber, CursorOf(stream, first)));
            _streams[stream] = consumers;
        }
        foreach (var consumer in consumers)
        {
            consumer.Cursor.Refresh(first);
            if (!consumer.IsActive)
                _ = Run(consumer);
        }
    }

    private IQueueCacheCursor CursorOf(StreamId stream, StreamSequenceToken first) =>
        _cache.TryGetCacheCursor(stream, first).Cursor
        ?? throw new InvalidOperationException($"The cache has no cursor for {stream}.");

    private async Task Run(Consumer consumer)
    {
        consumer.IsActive = true;
        while (!_stop.IsCancellationRequested && !consumer.IsDropped
            && consumer.Cursor.MoveNextWithResult() == QueueCacheCursorMoveResult.Success)
            await Deliver(consumer, consumer.Cursor.GetCurrent(out _)!);
        consumer.IsActive = false;
    }

    private async Task Deliver(Consumer consumer, IBatchContainer batch)
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                await services.Deliver(consumer.Subscriber, batch);
                return;
            }
            catch (Exception error) when (error is not SimulationEscapedException)
            {
                await Task.Delay(Tick, services.Time);
            }
        }
    }

    private void DropIdle()
    {
        foreach (var (stream, consumers) in _streams.ToList())
            if (!consumers.Exists(consumer => consumer.IsActive)
                && services.Time.GetElapsedTime(_usedAt[stream]) >= InactiveAfter)
                Drop(stream);
    }

    private void Drop(StreamId stream)
    {
        foreach (var consumer in _streams[stream])
        {
            consumer.IsDropped = true;
            consumer.Cursor.Dispose();
        }
        _streams.Remove(stream);
        _usedAt.Remove(stream);
    }

    private sealed class Consumer(GrainId subscriber, IQueueCacheCursor cursor)
    {
        public GrainId Subscriber => subscriber;

        public IQueueCacheCursor Cursor => cursor;

        public bool IsActive { get; set; }

        public bool IsDropped { get; set; }
    }
}
