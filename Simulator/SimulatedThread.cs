namespace PosSaga.Simulator;

/// <summary>Client or background code in a simulation: one thread of control beside the activations.</summary>
public sealed class SimulatedThread : TurnQueue
{
    internal SimulatedThread(DeterministicScheduler scheduler, string name) : base(scheduler)
    {
        Label = name;
        TraceId = TraceHash.Of(name);
    }

    public override string Label { get; }

    internal override ulong TraceId { get; }

    public Task Start(Func<Task> work) =>
        Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.DenyChildAttach, this).Unwrap();

    /// <summary>No code of it runs any more; what it had started never completes.</summary>
    public void Kill() => KillTurns();
}
