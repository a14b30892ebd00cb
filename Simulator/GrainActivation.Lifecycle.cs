using Orleans;
using Orleans.Runtime;

namespace PosSaga.Simulator;

/// <summary>From the first call to the last.</summary>
internal sealed partial class GrainActivation
{
    private State state = State.Activating;
    private List<GrainTimer>? timers;
    private Action? cancelActivation;
    private DeactivationReason closingReason;
    private Exception? failure;
    private bool wasValid;
    private bool ending;

    private enum State
    {
        Activating,
        Valid,
        Deactivating,
        Invalid,
    }

    public void Deactivate(DeactivationReason deactivationReason, CancellationToken cancellationToken = default)
    {
        if (ReferenceEquals(Current, this))
            Close(deactivationReason);
        else
            Enqueue(new DeactivateTurn(this, deactivationReason));
    }

    /// <summary>Dies as in a crash: no code of it runs any more, not even what it is waiting for.</summary>
    public void Kill(KillNotice notice)
    {
        Silo.Remove(this);
        var dropped = KillTurns();
        state = State.Invalid;
        foreach (var timer in timers ?? [])
            timer.Stop();
        deactivated.TrySetResult();
        if (notice == KillNotice.AfterTimeout)
            return;

        var error = new SiloUnavailableException($"{label} died; whether its calls were done is unknown.");
        foreach (var call in dropped.OfType<GrainCall>().Concat(running).Concat(TakeWaiting()).ToArray())
            call.Fail(error);
    }

    /// <summary>The first turn of every activation.</summary>
    /// <param name="requestContext">Of the call that wakes it.</param>
    public void BeginActivation(Dictionary<string, object>? requestContext) =>
        Enqueue(new ActivateTurn(this, requestContext));

    public void Register(GrainTimer timer) => (timers ??= []).Add(timer);

    public void Unregister(GrainTimer timer) => timers?.Remove(timer);

    private async Task ActivateAsync(Dictionary<string, object>? requestContext)
    {
        using var patience = new CancellationTokenSource(Silo.Options.ActivationTimeout, Silo.Time);
        cancelActivation = patience.Cancel;
        try
        {
            GrainInstance = grainClass.Create(this);
            (GrainInstance as ILifecycleParticipant<IGrainLifecycle>)?.Participate(ObservableLifecycle);
            if (requestContext is not null)
                RequestContextExtensions.Import(requestContext);
            if (lifecycle is { } stages)
                await stages.OnStart(patience.Token).WaitAsync(patience.Token);
            if (GrainInstance is IGrainBase grain)
                await grain.OnActivateAsync(patience.Token).WaitAsync(patience.Token);
            if (state == State.Activating)
                state = State.Valid;
        }
#pragma warning disable CA1031 // Whatever it is, it is the answer to every call that waits; the next call tries anew.
        catch (Exception error)
#pragma warning restore CA1031
        {
            LogFailure(error, "activation");
            if (state == State.Activating)
            {
                failure = (error as OrleansLifecycleCanceledException)?.InnerException ?? error;
                state = State.Deactivating;
                closingReason = new(DeactivationReasonCode.ActivationFailed, failure, "Failed to activate grain.");
            }
        }

        cancelActivation = null;
        lastUsedEpoch = Silo.Epoch;
        Pump(all: true);
    }

    private void Close(DeactivationReason reason)
    {
        if (state is State.Deactivating or State.Invalid)
            return;
        wasValid = state == State.Valid;
        state = State.Deactivating;
        closingReason = reason;
        cancelActivation?.Invoke();
        if (!pumping)
            EndIfQuiet();
    }

    private void EndIfQuiet()
    {
        if (state != State.Deactivating || ending || cancelActivation is not null || running.Count > 0)
            return;
        ending = true;
        _ = DeactivateAsync();
    }

    private async Task DeactivateAsync()
    {
        using var patience = new CancellationTokenSource(Silo.Options.DeactivationTimeout, Silo.Time);
        foreach (var timer in timers?.ToArray() ?? [])
            timer.Dispose();
        if (wasValid && GrainInstance is IGrainBase grain)
            await Attempt(() => grain.OnDeactivateAsync(closingReason, patience.Token).WaitAsync(patience.Token));
        if (lifecycle is { } stages)
            await Attempt(() => stages.OnStop(patience.Token).WaitAsync(patience.Token));
        // Out of the directory before its calls are sent on: they must find a new activation there.
        Silo.Remove(this);
        state = State.Invalid;
        if (GrainInstance is { } instance)
            await Attempt(() => GrainClass.Dispose(instance));
        if (scope is { } services)
            await Attempt(() => services.DisposeAsync().AsTask());
        deactivated.TrySetResult();
        foreach (var call in TakeWaiting())
        {
            if (failure is { } error)
                call.Fail(error);
            else
                SendOn(call);
        }
    }

    private async Task Attempt(Func<Task> step)
    {
        try
        {
            await step();
        }
#pragma warning disable CA1031 // It goes all the same.
        catch (Exception error)
#pragma warning restore CA1031
        {
            LogFailure(error, "deactivation");
        }
    }

    private sealed class ActivateTurn(GrainActivation activation, Dictionary<string, object>? requestContext) : ITurn
    {
        public ulong TraceId { get; } = TraceHash.Of("activate");

        public void Run() => _ = activation.ActivateAsync(requestContext);
    }

    private sealed class DeactivateTurn(GrainActivation activation, DeactivationReason reason) : ITurn
    {
        public ulong TraceId { get; } = TraceHash.Of("deactivate");

        public void Run() => activation.Close(reason);
    }
}
