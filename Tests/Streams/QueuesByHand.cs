using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Streams;
using PosSaga.Journal;
using PosSaga.Journal.Providers;

namespace PosSaga.Tests.Streams;

/// <summary>The journal's queues over a journal in memory, and a test in the place of the agents.</summary>
internal sealed class QueuesByHand : IMemoryJournalDriver, IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Dictionary<QueueId, IQueueAdapterReceiver> _receivers = [];
    private readonly Task _running;

    public QueuesByHand(Action<StreamOptions>? configure = null)
    {
        var options = new StreamOptions
        {
            KeepEvery = TimeSpan.FromMilliseconds(5),
            CheckpointEvery = TimeSpan.FromMilliseconds(10),
            IdleCheckpointEvery = TimeSpan.FromMilliseconds(10),
            RetryDelayMin = TimeSpan.FromMilliseconds(1),
            RetryDelayMax = TimeSpan.FromMilliseconds(10),
            NudgeAfter = TimeSpan.FromMilliseconds(100),
        };
        configure?.Invoke(options);
        Journal = new InMemoryJournal(
            new JournalOptions { AllowDevelopmentMasterKey = true }, TimeProvider.System, this);
        Codec = new EventCodec(Events(), Journal.Keys);
        Streams = new JournalQueueAdapter(
            Journal, Journal, Journal, Journal, StreamSide.Routes(), options, TimeProvider.System,
            NullLogger<JournalQueueAdapter>.Instance);
        _running = Task.Run(() => Streams.Run(_stop.Token));
    }

    public InMemoryJournal Journal { get; }

    public EventCodec Codec { get; }

    public JournalQueueAdapter Streams { get; }

    public bool IsJournalAway { get; set; }

    public async Task Take(params int[] partitions)
    {
        foreach (var partition in partitions)
            for (var queue = 0; queue < Streams.QueuesPerPartition; queue++)
                await TakeQueue(partition, queue);
    }

    public async Task<(IQueueCache Cache, IQueueAdapterReceiver Receiver)> TakeQueue(int partition, int queue)
    {
        var id = Streams.GetAllQueues().ElementAt((partition * Streams.QueuesPerPartition) + queue);
        var cache = Streams.CreateQueueCache(id);
        var receiver = _receivers[id] = Streams.CreateReceiver(id);
        await receiver.Initialize(TimeSpan.Zero);
        return (cache, receiver);
    }

    public Task GiveBack(int partition) => Task.WhenAll(Streams.GetAllQueues()
        .Where(id => id.GetNumericId() / Streams.QueuesPerPartition == partition)
        .Select(id => _receivers[id].Shutdown(TimeSpan.Zero)));

    public Task Shown(PartitionGauges gauges, (long Held, long OfAll) wanted) => Eventually.Is(
        () => Task.FromResult(gauges.Last == wanted), $"{wanted.Held} partitions of {wanted.OfAll} held");

    /// <summary>Appends calls of one process; answers the position of the last.</summary>
    public async Task<long> Call(string process, params int[] numbers)
    {
        var events = new List<NewEvent>();
        foreach (var number in numbers)
            events.Add(new NewEvent(
                Guid.CreateVersion7(), "probe.called/1", await Codec.Encode(new ProbeEvent.Called(number)),
                Codec.EncodeMetadata(new EventMetadata("t1", "tester", process)), 0, process));
        return Assert.IsType<AppendResult.Appended>(await Journal.Append(
            new AppendRequest($"caller/t1/{Guid.NewGuid():n}", StreamHead.Empty, events))).Position;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _stop.Dispose();
    }

    void IMemoryJournalDriver.Schedule(MemoryStep step, string about, Action run) => run();

    MemoryFault IMemoryJournalDriver.Fault(MemoryStep step, string about) =>
        IsJournalAway ? MemoryFault.FailBefore : MemoryFault.None;

    private static EventCodecOptions Events()
    {
        var events = new EventCodecOptions();
        StreamSide.Events(events);
        return events;
    }
}
