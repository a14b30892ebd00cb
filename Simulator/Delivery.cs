namespace PosSaga.Simulator;

/// <summary>A request between two silos: a thread of control of its own for one turn, so that the seed chooses which of
/// several arrives first. On a silo, calls of one client were seen to arrive in reverse.</summary>
internal sealed class Delivery(DeterministicScheduler scheduler, GrainCall call) : TurnQueue(scheduler), ITurn
{
    public override string Label => $"delivery of {call}";

    internal override ulong TraceId => call.TraceId;

    ulong ITurn.TraceId => call.TraceId;

    public void Start() => Enqueue(this);

    void ITurn.Run() => call.Silo.Dispatch(call);
}
