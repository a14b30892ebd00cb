using Orleans;
using Orleans.Runtime;
using Orleans.Streams;

namespace PosSaga.Simulator;

/// <summary>What a pulling agent needs of the process that it is in.</summary>
/// <param name="Subscribers">Of a stream, in an order that is the same in every run.</param>
/// <param name="Deliver">Hands a batch to a subscriber. When it fails the agent tries again.</param>
public sealed record PullingAgentParts(
    IQueueAdapterFactory Queues, Func<StreamId, IReadOnlyList<GrainId>> Subscribers,
    Func<GrainId, IBatchContainer, Task> Deliver, TimeProvider Time);

/// <summary>Does to a stream provider's queue what Orleans' own agent does, in turns that a seed decides: reads, fills the
/// cache, keeps a cursor for each subscriber of a stream, tries for ever, forgets streams that are idle. A simulated thread may be killed with all of it.</summary>
public sealed class PullingAgent(QueueId queue, PullingAgentParts parts) : IDisposable
{
    // As the provider configures Orleans' own.
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan InactiveAfter = TimeSpan.FromSeconds(2);

    private readonly Dictionary<StreamId, List<Consumer>> _streams = [];
    private readonly Dictionary<StreamId, long> _usedAt = [];
    private readonly CancellationTokenSource _stop = new();
    private IQueueCache _cache = null!;
    private IQueueAdapterReceiver _receiver = null!;
    private Task _pump = Task.CompletedTask;

    /// <summary>Asked for each new stream: true and it is not registered, as when Orleans cannot.</summary>
    public Func<StreamId, bool> FailsToRegister { get; set; } = static _ => false;

    public async Task Start()
    {
        _cache = parts.Queues.GetQueueAdapterCache().CreateQueueCache(queue);
        _receiver = (await parts.Queues.CreateAdapter(_stop.Token)).CreateReceiver(queue);
        await _receiver.Initialize(Tick);
        _pump = Pump();
    }

    /// <summary>In good order. What is being delivered is not waited for here: that is the receiver's
    /// business.</summary>
    public async Task Shutdown()
    {
#pragma warning disable CA1849 // CancelAsync hops to the thread pool, where a simulation could not follow.
        _stop.Cancel();
#pragma warning restore CA1849
        await _pump;
        await _receiver.Shutdown(Tick);
        foreach (var stream in _streams.Keys.ToList())
            Forget(stream);
    }

    public void Dispose() => _stop.Dispose();

    private async Task Pump()
    {
        while (!_stop.IsCancellationRequested)
        {
            ForgetIdle();
            var messages = await _receiver.GetQueueMessagesAsync(_cache.GetMaxAddCount(), _stop.Token);
            if (_stop.IsCancellationRequested)
                return;
            if (messages.Count == 0)
            {
                await Task.Delay(Tick, parts.Time);
                continue;
            }
            _cache.AddToCache(messages);
            foreach (var stream in messages.GroupBy(message => message.StreamId))
                Look(stream.Key, stream.First().SequenceToken);
        }
    }

    private void Look(StreamId stream, StreamSequenceToken first)
    {
        _usedAt[stream] = parts.Time.GetTimestamp();
        if (!_streams.TryGetValue(stream, out var consumers))
        {
            if (FailsToRegister(stream))
                return;
            consumers = [];
            foreach (var subscriber in parts.Subscribers(stream))
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
        while (!_stop.IsCancellationRequested && !consumer.IsForgotten
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
                await parts.Deliver(consumer.Subscriber, batch);
                return;
            }
            catch (Exception error) when (error is not SimulationEscapedException)
            {
                await Task.Delay(Tick, parts.Time);
            }
        }
    }

    private void ForgetIdle()
    {
        foreach (var (stream, consumers) in _streams.ToList())
            if (!consumers.Exists(consumer => consumer.IsActive)
                && parts.Time.GetElapsedTime(_usedAt[stream]) >= InactiveAfter)
                Forget(stream);
    }

    private void Forget(StreamId stream)
    {
        foreach (var consumer in _streams[stream])
        {
            consumer.IsForgotten = true;
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

        public bool IsForgotten { get; set; }
    }
}
