using Microsoft.Extensions.Logging;
using PosSaga.Journal;
using PosSaga.Silo.Streaming;

namespace PosSaga.Silo.Streams;

/// <summary>Feeds streams from the journal, for as long as it runs: one life of one process.</summary>
public sealed class StreamRunner
{
    private readonly StreamReader _reader;
    private readonly StreamKeeper _keeper;
    private readonly Deliverer _deliverer;

    /// <param name="peers">None: this process takes all that nobody holds.</param>
    public StreamRunner(
        IEventJournal journal, IJournalFeed feed, ILeases leases, ICheckpoints checkpoints, IDeadLetters letters,
        JournalDatabase database, ISubscribers subscribers, StreamRoutes routes, StreamOptions options,
        TimeProvider clock, ILogger<StreamRunner> log, IPeers? peers = null)
    {
        var (wake, delays) = (new WakeUp(), new RetryDelays(options));
        var blocked = new BlockedStreams(letters, options, clock);
        _deliverer = new Deliverer(subscribers, blocked, delays, options, clock, log);
        _keeper = new StreamKeeper(
            journal.Partitions, database.Kind == JournalKind.Sqlite, leases, checkpoints, blocked,
            new DeadLetterGauge(letters, routes, clock), new PartitionShare(journal.Partitions, peers, options, clock),
            (partition, start) => new PartitionLanes(partition, start, routes, _deliverer, options, clock, wake),
            wake, delays, options, clock, log);
        _reader = new StreamReader(feed, _keeper, wake, delays, options, clock, log);
    }

    /// <summary>Asked about every delivery; a simulation makes some late, repeats some, loses answers. Null: all
    /// arrive.</summary>
    public Func<StreamDelivery, StreamFate>? Fates
    {
        get => _deliverer.Fates;
        set => _deliverer.Fates = value;
    }

    /// <summary>Delivers until it is told to stop; then lets what is under way come to its end.</summary>
    public async Task Run(CancellationToken stop)
    {
        await Task.WhenAll(_keeper.Run(stop), _reader.Run(stop));
        await _keeper.Leave();
    }
}
