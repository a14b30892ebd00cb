using Microsoft.Extensions.Logging;
using PosSaga.Journal;

namespace PosSaga.Sagas;

/// <summary>The loop. A step is asked while the event of the step before it is still on its way to the journal, but not
/// before the event of the one before that has arrived: asking twice does it once, so at most one step is ever asked
/// again or undone on suspicion. What cannot be taken back waits for the journal: any undo (the decision to fail is
/// durable), Finish (the order is durable before its money is taken), any repetition, the end.</summary>
internal abstract partial class SagaGrain<TSaga, TEvent, TView>
{
    // With the waits between them about 40 s, longer than most restarts of a database; then the watchdog comes by.
    private const int FailuresMax = 15;
    private static readonly TimeSpan FailureDelay = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan FailureDelayMax = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan GatewaySpread = TimeSpan.FromSeconds(1);

    private const int ConflictsMax = 5;

    private bool _running;
    private bool _stopping;
    private int _startedAtReload = -1;
    private int _takenOverAtReload = -1;
    private int _durable;
    private SagaAction<TSaga> _current;
    private Task _before = Task.CompletedTask;
    private Task _latest = Task.CompletedTask;
    private TaskCompletionSource? _nudge;

    /// <summary>Not the activation that started the saga, or one that lost events since: see
    /// <see cref="SagaInput.LogMayLag"/>.</summary>
    private bool LogMayLag => Reloads != _startedAtReload;

    private string Stream => $"{Kind}/{Tenant}/{Id}";

    private void EnsureRunning()
    {
        if (_running || _stopping || !engine.Next(Current).IsWork)
            return;
        _running = true;
        _ = Run();
    }

    /// <summary>Never two at once on an activation, never an exception out of it.</summary>
    private async Task Run()
    {
        var wasFinal = Confirmed.IsFinal;
        var failures = 0;
        _durable = Version;
        SagaMetrics.Active.Add(1);
        while (!_stopping && failures < FailuresMax)
        {
            try
            {
                while (!_stopping && await Advance())
                {
                    // Only what the journal took is progress; an answer alone would hide an append that fails for ever.
                    if (Version > _durable)
                        (failures, _durable) = (0, Version);
                }

                break;
            }
            catch (Exception error)
            {
                // A database that is away, another activation that was faster, a defect: what is durable decides how it
                // goes on, a little later.
                failures++;
                Observe(_before, _latest);
                SagaMetrics.Error(_current.Step?.Name, error.GetType().Name);
                log.LogWarning(error, "Saga {Saga} could not go on, failure {Failures}", Stream, failures);
                await Pause(DelayAfter(failures));
            }
        }

        SagaMetrics.Active.Add(-1);
        _running = false;
        if (_stopping || failures >= FailuresMax)
            return;
        End(counts: !wasFinal && Confirmed.IsFinal);
        // Somebody may have called between the loop's last look and here.
        EnsureRunning();
    }

    /// <summary>One action. False when there is nothing to do and that is durable.</summary>
    private async Task<bool> Advance()
    {
        await EnsureLoaded();
        var (saga, reloads) = (Current, Reloads);
        var action = _current = engine.Next(saga);

        await (action.MayRunAhead && !LogMayLag ? _before : ConfirmEvents());
        if (!StillAt(saga, reloads) || (!action.MayRunAhead && Confirmed.Version < saga.Version))
            return true;
        if (Confirmed.Failure is not null && _failure == FailureIs.Unknown)
            _ = TellOfFailure();
        if (!action.IsWork)
            return false;
        if (LogMayLag && _takenOverAtReload != Reloads)
        {
            await TakeOver(saga);
            return true;
        }

        if (action.NotBefore is { } due && due - clock.GetUtcNow() is var delay && delay > TimeSpan.Zero)
        {
            // Recorded by another process its clock may be ahead of ours.
            delay = delay < action.Step!.BackoffMax ? delay : action.Step.BackoffMax;
            // Another undo may be the one that waits for the gateway.
            await (action.Step.AsksGateway || gateway.IsSilent ? PauseForGateway(delay) : Pause(delay));
            if (_stopping || !StillAt(saga, reloads))
                return true;
        }

        await Record(await AskOnce(action, saga));
        return true;
    }

    /// <summary>Two activations may believe that the saga is theirs, for as long as it takes a deposed silo to notice.
    /// Each knows what it asked itself, and what it refuses to undo for that reason the other one may still be asking:
    /// so the other one says that it is there before it asks.</summary>
    private async Task TakeOver(TSaga saga)
    {
        var reloads = Reloads;
        Raise(OriginOf(saga), [TSaga.TakenOver(clock.GetUtcNow())]);
        await ConfirmEvents();
        _takenOverAtReload = reloads;
        // No progress: a saga whose appends fail must not look as if it moved.
        _durable = Version;
    }

    // An operator may have spoken, or an append failed, while the loop was waiting.
    private bool StillAt(TSaga saga, int reloads) => reloads == Reloads && Current.Version == saga.Version;

    private async Task<SagaInput> AskOnce(SagaAction<TSaga> action, TSaga saga)
    {
        var step = action.Step!;
        var started = clock.GetTimestamp();
        using var span = Spans.Of(step.Name, action.IsUndo, Id, saga.Asked!.Trace);
        Task<StepResult>? asked = null;
        StepResult? result = null;
        try
        {
            asked = action.Ask!(new SagaCall<TSaga>(GrainFactory, Tenant, Id, saga, OriginOf(saga), clock));
            result = asked.IsCompleted ? await asked : await asked.WaitAsync(step.Within, clock);
            return new SagaInput.StepAnswered(step.Name, action.IsUndo, result, clock.GetUtcNow());
        }
        catch (Exception error) when (error is not JournalUnavailableException)
        {
            // An outage of the journal is everybody's: it delays the saga, it does not use its attempts up.
            SagaMetrics.Error(step.Name, error.GetType().Name);
            log.LogInformation(error, "Saga {Saga}: {Step} brought no answer", Stream, step.Name);
            if (!action.IsUndo && asked is { IsCompleted: false })
                _ = SeeLate(step.Name, asked);
            return new SagaInput.AttemptFailed(step.Name, action.IsUndo, error.GetType().Name, clock.GetUtcNow());
        }
        finally
        {
            SagaMetrics.Step(step.Name, result, clock.GetElapsedTime(started), span);
        }
    }

    /// <summary>Watches an attempt that was given up: should it succeed after all, the saga gets to know.</summary>
    private async Task SeeLate(SagaStep step, Task<StepResult> asked)
    {
        try
        {
            var result = await asked;
            if (_stopping)
                return;
            await Record(new SagaInput.LateSuccess(step, result, clock.GetUtcNow()));
            EnsureRunning();
        }
        catch (Exception error)
        {
            // It failed late, or could not be recorded: the step's undo has barred it anyway.
            SagaMetrics.Error(_current.Step?.Name, error.GetType().Name);
        }
    }

    private async Task Pause(TimeSpan delay)
    {
        var nudge = _nudge = new TaskCompletionSource();
        await Either(delay, nudge.Task);
        _nudge = null;
    }

    /// <summary>Ends early when the gateway answers again, a little spread out: thousands may have waited for
    /// it.</summary>
    private async Task PauseForGateway(TimeSpan delay)
    {
        var began = clock.GetTimestamp();
        var nudge = _nudge = new TaskCompletionSource();
        var answers = gateway.AnswersAgain;
        await Either(delay, nudge.Task, answers);
        if (answers.IsCompleted && delay - clock.GetElapsedTime(began) is var left && left > TimeSpan.Zero
            && !nudge.Task.IsCompleted)
        {
            var spread = GatewaySpread * jitter.Next();
            await Either(spread < left ? spread : left, nudge.Task);
        }

        _nudge = null;
    }

    /// <summary>After the delay, or as soon as one of the tasks is done: then the timer goes as well, of which thousands
    /// may wait for a minute.</summary>
    private async Task Either(TimeSpan delay, params Task[] tasks)
    {
        var enough = new CancellationTokenSource();
        await Task.WhenAny([.. tasks, Task.Delay(delay, clock, enough.Token)]);
        Stop(enough);
    }

    // Not CancelAsync: it goes by the thread pool, and would leave the activation and a simulation.
    private static void Stop(CancellationTokenSource timer)
    {
        timer.Cancel();
        timer.Dispose();
    }
}
