using Orleans.Runtime;

namespace PosSaga.Simulator;

/// <summary>When nobody needs it any more.</summary>
internal sealed partial class GrainActivation
{
    private int lastUsedEpoch;
    private long keepAliveUntil;

    public void KeepAliveFor(TimeSpan span) => keepAliveUntil =
        span == Timeout.InfiniteTimeSpan || span == TimeSpan.MaxValue ? long.MaxValue
        : span <= TimeSpan.Zero ? 0
        : Silo.Time.Now + span.Ticks;

    /// <summary>A guess of the collector's, made sure of within a turn.</summary>
    public bool SeemsIdleAt(int epoch) =>
        state == State.Valid && grainClass.CollectionAge is { } age && epoch - lastUsedEpoch >= age;

    public void CollectIfIdle() => Enqueue(new CollectTurn(this));

    private void Used(GrainCall call)
    {
        if (call.KeepsAlive)
            lastUsedEpoch = Silo.Epoch;
    }

    private void Collect()
    {
        if (SeemsIdleAt(Silo.Epoch) && running.Count == 0 && Silo.Time.Now >= keepAliveUntil)
            Close(new(DeactivationReasonCode.ActivationIdle, "Nobody called it for a while."));
    }

    private sealed class CollectTurn(GrainActivation activation) : ITurn
    {
        public ulong TraceId { get; } = TraceHash.Of("collect");

        public void Run() => activation.Collect();
    }
}
