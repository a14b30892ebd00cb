using Microsoft.Extensions.DependencyInjection;
using Orleans;
using Orleans.Runtime;
using Orleans.Streams;
using PosSaga.Journal;
using PosSaga.Journal.Providers;
using PosSaga.Simulator;
using PosSaga.Streams;

namespace PosSaga.Tests.Runtime;

/// <summary>What becomes of a delivery on its way. The default: it arrives.</summary>
/// <param name="Late">Before it arrives; other streams overtake it meanwhile.</param>
/// <param name="Twice">It arrives again after it was handled.</param>
/// <param name="LoseAnswer">It is handled, but the agent does not hear so and delivers it again.</param>
/// <param name="Breaks">It cannot be handled, by its own fault.</param>
public readonly record struct StreamFate(
    TimeSpan Late = default, bool Twice = false, bool LoseAnswer = false, bool Breaks = false);

/// <summary>One life of the delivery in a simulated process: the product's queues, cache, cursors and attempts, under
/// agents of the simulator.</summary>
internal sealed class SimulatedStreams
{
    private readonly IServiceProvider _services;
    private readonly TimeProvider _clock;
    private readonly Func<StreamFate> _fate;
    private readonly SimulatedThread _thread;
    private readonly JournalQueueAdapter _streams;
    private readonly PullingAgentServices _parts;
    private readonly Dictionary<int, List<PullingAgent>> _agents = [];

    /// <param name="services">With <see cref="JournalQueueAdapter"/> as transient: it knows nothing of an earlier
    /// life.</param>
    /// <param name="fate">Asked about every delivery.</param>
    public SimulatedStreams(
        IServiceProvider services, DeterministicScheduler scheduler, string name, Func<StreamFate> fate)
    {
        (_services, _fate, _clock) = (services, fate, scheduler.Time);
        _thread = scheduler.NewThread(name);
        _streams = services.GetRequiredService<JournalQueueAdapter>();
        var routes = services.GetRequiredService<StreamRoutes>();
        _parts = new PullingAgentServices(
            _streams,
            stream => [.. routes.RoutesOf(stream.GetNamespace()!).Select(
                route => GrainId.Create(route.GrainType, stream.GetKeyAsString()))],
            (grain, batch) => Attempt(grain, (JournalBatch)batch, () => Hand(grain, (JournalBatch)batch)), _clock);
    }

    /// <summary>Asked for each new stream: true and the agent fails to register it.</summary>
    public Func<bool> FailsToRegister { get; init; } = static () => false;

    /// <summary>With agents for all partitions.</summary>
    public void Start() => _ = _thread.Start(async () =>
    {
        var running = _streams.Run(CancellationToken.None);
        for (var partition = 0; partition < Partitions; partition++)
            await Take(partition);
        await running;
    });

    /// <summary>With none yet.</summary>
    public void StartIdle() => _ = _thread.Start(() => _streams.Run(CancellationToken.None));

    /// <summary>The process dies: no code of it runs any more.</summary>
    public void Kill() => _thread.Kill();

    public int Partitions => _streams.GetAllQueues().Count() / _streams.QueuesPerPartition;

    /// <summary>Gets agents for a partition, or gives them up in good order, as the balancer tells a silo.</summary>
    public void Hold(int partition, bool isHeld) =>
        _ = _thread.Start(() => isHeld ? Take(partition) : GiveBack(partition));

    private async Task Take(int partition)
    {
        if (_agents.ContainsKey(partition))
            return;
        var queues = _streams.GetAllQueues().Where(q => q.GetNumericId() / _streams.QueuesPerPartition == partition);
        var agents = _agents[partition] = [.. queues.Select(
            queue => new PullingAgent(queue, _parts) { FailsToRegister = _ => FailsToRegister() })];
        foreach (var agent in agents)
            await agent.Start();
    }

    private async Task GiveBack(int partition)
    {
        if (!_agents.Remove(partition, out var agents))
            return;
        await Task.WhenAll(agents.Select(agent => agent.Shutdown()));
        foreach (var agent in agents)
            agent.Dispose();
    }

    private static Task Attempt(GrainId grain, JournalBatch batch, Func<Task> call) =>
        batch.Partition!.Deliverer.Deliver(batch, grain.Type, call);

    private async Task Hand(GrainId grain, JournalBatch batch)
    {
        var fate = _fate();
        var participant = _services.GetRequiredService<IGrainFactory>().GetGrain<IParticipantGrain>(grain);
        if (fate.Late > TimeSpan.Zero)
            await Task.Delay(fate.Late, _clock);
        if (fate.Breaks)
            throw new InvalidOperationException("Simulated: it cannot be handled.");
        await participant.Redeliver(batch.Item);
        if (fate.Twice)
            await participant.Redeliver(batch.Item);
        if (fate.LoseAnswer)
            throw new SiloUnavailableException("Simulated: the answer was lost.");
    }

    /// <summary>Everything up to here was handled or put aside, in all partitions.</summary>
    public static async Task<bool> Reached(ICheckpoints checkpoints, int partitions, long head)
    {
        for (var partition = 0; partition < partitions; partition++)
            if (await checkpoints.Get(StreamPartition.CheckpointNameOf(partition)) < head)
                return false;
        return true;
    }
}
