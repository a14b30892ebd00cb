using Microsoft.Extensions.Logging;
using Orleans.Runtime;
using Orleans.Streams;

namespace PosSaga.Journal.Providers;

/// <summary>Every silo that is an active member has an equal share of the partitions, each with all of its
/// queues.</summary>
internal sealed class EqualShares(IServiceProvider services, int queuesPerPartition, ILogger<EqualShares> log)
    : QueueBalancerBase(services, log)
{
    private QueueId[] _all = [];
    private SiloAddress[] _silos = [];

    public override Task Initialize(IStreamQueueMapper queueMapper)
    {
        _all = [.. queueMapper.GetAllQueues()];
        return base.Initialize(queueMapper);
    }

    public override IEnumerable<QueueId> GetMyQueues() => SharesOf(SiloAddress, _silos, _all, queuesPerPartition);

    protected override void OnClusterMembershipChange(HashSet<SiloAddress> activeSilos)
    {
        _silos = [.. activeSilos.Order()];
        NotifyListeners().Ignore();
    }

    /// <param name="silos">In the same order for everybody.</param>
    internal static IEnumerable<QueueId> SharesOf(
        SiloAddress silo, SiloAddress[] silos, IEnumerable<QueueId> queues, int queuesPerPartition)
    {
        var mine = Array.IndexOf(silos, silo);
        return mine < 0
            ? []
            : queues.Where(queue => queue.GetNumericId() / queuesPerPartition % silos.Length == mine);
    }
}
