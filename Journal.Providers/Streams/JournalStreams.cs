using System.Globalization;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using Orleans.Providers.Streams.Common;
using Orleans.Runtime;
using Orleans.Streams;

namespace PosSaga.Journal.Providers;

/// <summary>The journal as queues of Orleans' persistent streams: to be read only, for an event is published by being
/// appended. One life of one process.</summary>
public sealed class JournalStreams : IQueueAdapterFactory, IQueueAdapter, IQueueAdapterCache, IStreamQueueMapper
{
    /// <summary>Of the stream provider.</summary>
    public const string ProviderName = "journal";

    private readonly Lock _lock = new();
    private readonly QueueId[] _ids;
    private readonly StreamPartition?[] _partitions;
    private readonly PartitionParts _parts;
    private readonly PartitionKeeper _keeper;
    private readonly StreamReader _reader;
    private bool _isStopped;

    public JournalStreams(
        IEventJournal journal, IJournalFeed feed, ICheckpoints checkpoints, IDeadLetters letters, StreamRoutes routes,
        StreamOptions options, TimeProvider clock, ILogger<JournalStreams> log)
    {
        var delays = new RetryDelays(options);
        var blocked = new BlockedStreams(letters, options, clock);
        _parts = new PartitionParts(
            routes, new Deliverer(blocked, delays, options, clock, log), blocked, checkpoints, new WakeUp(), new WakeUp(),
            options, clock, log);
        _partitions = new StreamPartition?[journal.Partitions];
        _ids = [.. Enumerable.Range(0, journal.Partitions * options.QueuesPerPartition).Select(
            n => QueueId.GetQueueId(ProviderName, (uint)n, (uint)n))];
        _keeper = new PartitionKeeper(
            Partitions, journal.Partitions, _parts, new DeadLetterGauge(letters, routes, clock), delays);
        _reader = new StreamReader(feed, Held, _parts.Reader, delays, options, clock, log);
    }

    public string Name => ProviderName;

    /// <summary>A subscriber cannot ask for what is past: it remembers itself what it has handled.</summary>
    public bool IsRewindable => false;

    public StreamProviderDirection Direction => StreamProviderDirection.ReadOnly;

    /// <summary>How many queues there are for each partition: all of one go to one silo.</summary>
    internal int QueuesPerPartition => _parts.Options.QueuesPerPartition;

    /// <summary>Reads and keeps until it is told to stop.</summary>
    public Task Run(CancellationToken stop) => Task.WhenAll(_keeper.Run(stop), _reader.Run(stop));

    /// <summary>Gives everything back, for good: before what deliveries need is gone.</summary>
    public async Task Stop()
    {
        lock (_lock)
            _isStopped = true;
        await Task.WhenAll(Partitions().Select(partition => partition.Leave()));
        _keeper.Report(Partitions());
    }

    public Task<IQueueAdapter> CreateAdapter() => Task.FromResult<IQueueAdapter>(this);

    public IQueueAdapterCache GetQueueAdapterCache() => this;

    public IStreamQueueMapper GetStreamQueueMapper() => this;

    public Task<IStreamFailureHandler> GetDeliveryFailureHandler(QueueId queueId) =>
        Task.FromResult<IStreamFailureHandler>(new NoOpStreamDeliveryFailureHandler());

    public IEnumerable<QueueId> GetAllQueues() => _ids;

    public QueueId GetQueueForStream(StreamId streamId) => throw ReadOnly();

    /// <summary>An agent asks for its cache first, then for its receiver: they are one.</summary>
    public IQueueCache CreateQueueCache(QueueId queueId)
    {
        var (partition, queue) = PlaceOf(queueId);
        lock (_lock)
        {
            // One that was given back does not come back: what is kept of it ends with it.
            if (_partitions[partition] is not { IsClosed: false } held || _isStopped)
                held = _partitions[partition] = new StreamPartition(partition, _parts);
            if (_isStopped)
                _ = held.Leave();
            return held.Queues[queue];
        }
    }

    public IQueueAdapterReceiver CreateReceiver(QueueId queueId)
    {
        var (partition, queue) = PlaceOf(queueId);
        lock (_lock)
            return (_partitions[partition] ?? throw new InvalidOperationException(
                $"The agent of queue {queueId} asked for its receiver before its cache.")).Queues[queue];
    }

    public Task QueueMessageBatchAsync<T>(
        StreamId streamId, IEnumerable<T> events, StreamSequenceToken? token, Dictionary<string, object>? requestContext) =>
        throw ReadOnly();

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{Held().Length} of {_partitions.Length} partitions delivered");

    /// <summary>What is here, held or not yet or not any more.</summary>
    internal IReadOnlyList<StreamPartition> Partitions()
    {
        lock (_lock)
            return [.. _partitions.OfType<StreamPartition>()];
    }

    private StreamPartition[] Held() => [.. Partitions().Where(partition => partition.IsHeld)];

    private (int Partition, int Queue) PlaceOf(QueueId queue) =>
        Math.DivRem((int)queue.GetNumericId(), QueuesPerPartition);

    private static NotSupportedException ReadOnly() =>
        new("An event is published by being appended to the journal, with a process key.");
}
