using Microsoft.Extensions.Logging;
using Orleans.Streams;

namespace PosSaga.Journal.Providers;

/// <summary>Spreads the partitions evenly over the active silos; all queues of a partition go to one silo.</summary>
internal sealed class EvenQueueBalancer(
    IServiceProvider services, int queuesPerPartition, ILogger<EvenQueueBalancer> log)
    : QueueBalancerBase(services, log)
{
    private QueueId[] _all = [];
    private SiloAddress[] _silos = [];

    public override Task Initialize(IStreamQueueMapper queueMapper)
    {
        _all = [.. queueMapper.GetAllQueues()];
        return base.Initialize(queueMapper);
    }

    public override IEnumerable<QueueId> GetMyQueues() => QueuesOf(SiloAddress, _silos, _all, queuesPerPartition);

    protected override void OnClusterMembershipChange(HashSet<SiloAddress> activeSilos)
    {
        _silos = [.. activeSilos.Order()];
        NotifyListeners().Ignore();
    }

    /// <param name="silos">In the same order on every silo.</param>
    internal static IEnumerable<QueueId> QueuesOf(
        SiloAddress silo, SiloAddress[] silos, IEnumerable<QueueId> queues, int queuesPerPartition)
    {
        var mine = Array.IndexOf(silos, silo);
        return mine < 0
            ? []
            : queues.Where(queue => queue.GetNumericId() / queuesPerPartition % silos.Length == mine);
    }
}
