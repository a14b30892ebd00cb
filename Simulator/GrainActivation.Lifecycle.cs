using Orleans;
using Orleans.Runtime;

namespace PosSaga.Simulator;

/// <summary>From the first call to the last.</summary>
internal sealed partial class GrainActivation
{
    private List<GrainTimer>? timers;
    private DeactivationReason closingReason;
    private bool closing;
    private Exception? failure;
    private int lastUsedEpoch;
    private long keepAliveUntil;

    public void KeepAliveFor(TimeSpan span) =>
        keepAliveUntil = Silo.Time.GetTimestamp() + (long)(span.TotalSeconds * Silo.Time.TimestampFrequency);

    public void Used() => lastUsedEpoch = Silo.Epoch;

    /// <summary>From the idle collector's thread: a guess, made sure of within a turn.</summary>
    public bool SeemsIdleSince(int epoch) => state == State.Active && lastUsedEpoch <= epoch;

    public void CollectIfIdleSince(int epoch) => Enqueue(new CollectTurn(this, epoch));

    public void Register(GrainTimer timer) => (timers ??= []).Add(timer);

    public void Unregister(GrainTimer timer) => timers?.Remove(timer);

    private async Task ActivateAsync()
    {
        try
        {
            using var patience = new CancellationTokenSource(Silo.Options.ActivationTimeout, Silo.Time);
            GrainInstance = Class.Create(ActivationServices);
            (GrainInstance as ILifecycleParticipant<IGrainLifecycle>)?.Participate(ObservableLifecycle);
            if (lifecycle is { } stages)
                await stages.OnStart(patience.Token).WaitAsync(patience.Token);
            if (GrainInstance is IGrainBase grain)
                await grain.OnActivateAsync(patience.Token).WaitAsync(patience.Token);
        }
#pragma warning disable CA1031 // Whatever it is, it is the answer to every call that waits; the next call tries anew.
        catch (Exception error)
#pragma warning restore CA1031
        {
            LogFailure(error, "activation");
            failure = error;
            End();
            foreach (var call in TakeWaiting())
                call.Fail(error);
            return;
        }

        state = State.Active;
        lastUsedEpoch = Silo.Epoch;
        Pump(all: true);
    }

    private void Close(DeactivationReason reason)
    {
        if (closing || state is State.Deactivating or State.Dead)
            return;
        closing = true;
        closingReason = reason;
        if (!pumping && state == State.Active && running.Count == 0)
            BeginDeactivation();
    }

    private void BeginDeactivation()
    {
        state = State.Deactivating;
        DisposeTimers();
        _ = DeactivateAsync();
    }

    private async Task DeactivateAsync()
    {
        try
        {
            using var patience = new CancellationTokenSource(Silo.Options.ActivationTimeout, Silo.Time);
            await ((IGrainBase)GrainInstance!).OnDeactivateAsync(closingReason, patience.Token)
                .WaitAsync(patience.Token);
            if (lifecycle is { } stages)
                await stages.OnStop(patience.Token).WaitAsync(patience.Token);
            if (GrainInstance is IAsyncDisposable asyncDisposable)
                await asyncDisposable.DisposeAsync();
            else
                (GrainInstance as IDisposable)?.Dispose();
        }
#pragma warning disable CA1031 // It goes all the same.
        catch (Exception error)
#pragma warning restore CA1031
        {
            LogFailure(error, "deactivation");
        }

        End();
        foreach (var call in TakeWaiting())
            call.Redirect();
    }

    // Out of the directory first: whoever is sent on must find a new activation there.
    private void End()
    {
        Silo.Remove(this);
        state = State.Dead;
        DisposeTimers();
        deactivated.TrySetResult();
    }

    private void DisposeTimers()
    {
        foreach (var timer in timers?.ToArray() ?? [])
            timer.Dispose();
    }

    private void Collect(int epoch)
    {
        if (SeemsIdleSince(epoch) && running.Count == 0 && Silo.Time.GetTimestamp() >= keepAliveUntil)
            Close(new(DeactivationReasonCode.ActivationIdle, "Nobody called it for a while."));
    }

    private sealed class CollectTurn(GrainActivation activation, int epoch) : ITurn
    {
        public ulong TraceId { get; } = TraceHash.Of("collect");

        public void Run() => activation.Collect(epoch);
    }
}
