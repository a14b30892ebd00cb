using System.Globalization;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using Orleans.Providers.Streams.Common;
using Orleans.Streams;

namespace PosSaga.Journal.Providers;

/// <summary>The journal as read-only queues of Orleans' persistent streams: an event is published by appending
/// it.</summary>
public sealed class JournalQueueAdapter : IQueueAdapterFactory, IQueueAdapter, IQueueAdapterCache, IStreamQueueMapper
{
    public const string ProviderName = "journal";

    private readonly Lock _lock = new();
    private readonly QueueId[] _ids;
    private readonly StreamPartition?[] _partitions;
    private readonly PartitionServices _services;
    private readonly PartitionCheckpointer _checkpointer;
    private readonly FeedReader _reader;
    private bool _isStopped;

    public JournalQueueAdapter(
        IEventJournal journal, IJournalFeed feed, ICheckpoints checkpoints, IDeadLetters letters, StreamRoutes routes,
        StreamOptions options, TimeProvider clock, ILogger<JournalQueueAdapter> log)
    {
        var blocked = new BlockedStreams(letters, options, clock);
        _services = new PartitionServices(
            routes, new Deliverer(blocked, options, clock, log), blocked, checkpoints, new AsyncSignal(),
            new AsyncSignal(), options, clock, log);
        _partitions = new StreamPartition?[journal.Partitions];
        _ids = [.. Enumerable.Range(0, journal.Partitions * options.QueuesPerPartition).Select(
            n => QueueId.GetQueueId(ProviderName, (uint)n, (uint)n))];
        _checkpointer = new PartitionCheckpointer(
            Partitions, journal.Partitions, _services, new DeadLetterGauge(letters, routes, clock));
        _reader = new FeedReader(feed, ActivePartitions, _services.ReaderSignal, options, clock, log);
    }

    public string Name => ProviderName;

    /// <summary>False: subscribers store themselves which position they have handled.</summary>
    public bool IsRewindable => false;

    public StreamProviderDirection Direction => StreamProviderDirection.ReadOnly;

    internal int QueuesPerPartition => _services.Options.QueuesPerPartition;

    public Task Run(CancellationToken stop) => Task.WhenAll(_checkpointer.Run(stop), _reader.Run(stop));

    /// <summary>Releases all partitions for good. To be called while grains and database are still available.</summary>
    public async Task Stop()
    {
        lock (_lock)
            _isStopped = true;
        await Task.WhenAll(Partitions().Select(partition => partition.Release()));
        _checkpointer.Report(Partitions());
    }

    public Task<IQueueAdapter> CreateAdapter() => Task.FromResult<IQueueAdapter>(this);

    public IQueueAdapterCache GetQueueAdapterCache() => this;

    public IStreamQueueMapper GetStreamQueueMapper() => this;

    public Task<IStreamFailureHandler> GetDeliveryFailureHandler(QueueId queueId) =>
        Task.FromResult<IStreamFailureHandler>(new NoOpStreamDeliveryFailureHandler());

    public IEnumerable<QueueId> GetAllQueues() => _ids;

    public QueueId GetQueueForStream(StreamId streamId) => throw ReadOnly();

    /// <summary>The cache and the receiver of a queue are one object. An agent asks for its cache first.</summary>
    public IQueueCache CreateQueueCache(QueueId queueId)
    {
        var (partition, queue) = PlaceOf(queueId);
        lock (_lock)
        {
            // A released partition is not reused: it may come back from another silo that has read further.
            if (_partitions[partition] is not { IsClosed: false } active || _isStopped)
                active = _partitions[partition] = new StreamPartition(partition, _services);
            if (_isStopped)
                _ = active.Release();
            return active.Queues[queue];
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
        StreamId streamId, IEnumerable<T> events, StreamSequenceToken? token,
        Dictionary<string, object>? requestContext) =>
        throw ReadOnly();

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{ActivePartitions().Length} of {_partitions.Length} partitions delivered");

    /// <summary>All partitions of this silo, including those not yet started or already closed.</summary>
    internal IReadOnlyList<StreamPartition> Partitions()
    {
        lock (_lock)
            return [.. _partitions.OfType<StreamPartition>()];
    }

    private StreamPartition[] ActivePartitions() => [.. Partitions().Where(partition => partition.IsActive)];

    private (int Partition, int Queue) PlaceOf(QueueId queue) =>
        Math.DivRem((int)queue.GetNumericId(), QueuesPerPartition);

    private static NotSupportedException ReadOnly() =>
        new("An event is published by being appended to the journal, with a process key.");
}
