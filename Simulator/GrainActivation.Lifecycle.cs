namespace PosSaga.Simulator;

/// <summary>Activation, deactivation and crash.</summary>
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
            Enqueue(new NamedTurn("deactivate", () => Close(deactivationReason)));
    }

    /// <summary>Ends as in a crash: no code of it runs any more.</summary>
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

    /// <param name="requestContext">Of the call that activates the grain.</param>
    public void BeginActivation(Dictionary<string, object>? requestContext) =>
        Enqueue(new NamedTurn("activate", () => _ = ActivateAsync(requestContext)));

    public void Register(GrainTimer timer) => (timers ??= []).Add(timer);

    public void Unregister(GrainTimer timer) => timers?.Remove(timer);

    private async Task ActivateAsync(Dictionary<string, object>? requestContext)
    {
        using var timeout = new CancellationTokenSource(SimulatorOptions.ActivationTimeout, Silo.Time);
        cancelActivation = timeout.Cancel;
        try
        {
            GrainInstance = grainClass.Create(this);
            (GrainInstance as ILifecycleParticipant<IGrainLifecycle>)?.Participate(ObservableLifecycle);
            if (requestContext is not null)
                RequestContextExtensions.Import(requestContext);
            if (lifecycle is { } stages)
                await stages.OnStart(timeout.Token).WaitAsync(timeout.Token);
            if (GrainInstance is IGrainBase grain)
                await grain.OnActivateAsync(timeout.Token).WaitAsync(timeout.Token);
            if (state == State.Activating)
                state = State.Valid;
        }
#pragma warning disable CA1031 // Every waiting call gets the error; the next call activates the grain again.
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
        using var timeout = new CancellationTokenSource(SimulatorOptions.ActivationTimeout, Silo.Time);
        foreach (var timer in timers?.ToArray() ?? [])
            timer.Dispose();
        if (wasValid && GrainInstance is IGrainBase grain)
            await Attempt(() => grain.OnDeactivateAsync(closingReason, timeout.Token).WaitAsync(timeout.Token));
        if (lifecycle is { } stages)
            await Attempt(() => stages.OnStop(timeout.Token).WaitAsync(timeout.Token));
        // Removed before its calls are forwarded, so that they find a new activation.
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
                Forward(call);
        }
    }

    private async Task Attempt(Func<Task> step)
    {
        try
        {
            await step();
        }
#pragma warning disable CA1031 // Logged; the activation ends anyway.
        catch (Exception error)
#pragma warning restore CA1031
        {
            LogFailure(error, "deactivation");
        }
    }
}
