using Microsoft.Extensions.Logging;
using PosSaga.EventSourcing;
using PosSaga.Payments;

namespace PosSaga.Sagas;

/// <summary>One saga: journals its start, then goes its way off the call. Calls are answered in between, always with
/// what the journal holds; whoever calls a saga that stands still although it should not, sets it going
/// again.</summary>
internal abstract partial class SagaGrain<TSaga, TEvent, TView>(
    SagaEngine<TSaga, TEvent> engine, SagaJitter jitter, GatewayHealth gateway, TimeProvider clock, ILogger log)
    : AggregateGrain<TSaga, TEvent>
    where TSaga : SagaProgress, ISaga<TSaga, TEvent>
    where TEvent : class
    where TView : class
{
    private static readonly TimeSpan SliceMax = TimeSpan.FromSeconds(10);

    // Most undos take some milliseconds: whoever waits hears that all is settled. One that waits for a gateway may take
    // a day.
    private static readonly TimeSpan SettlesUsuallyWithin = TimeSpan.FromSeconds(1);

    // Completed when the saga ends, fails or comes to need an operator; made only when somebody waits.
    private TaskCompletionSource? _end;

    private FailureIs _failure;

    public async Task<TView?> Get()
    {
        await EnsureLoaded();
        EnsureRunning();
        return ViewOrNull();
    }

    public async Task<TView?> Resume()
    {
        await EnsureLoaded();
        // Whoever calls has seen in the journal that something is left to do. If nothing is known of it here, another
        // activation has gone on while this one stood by: a deposed silo did not know yet that it was.
        if (!_running && !engine.Next(Current).IsWork)
            await RefreshFromJournal();
        return await Get();
    }

    /// <summary>Once, whoever repeats it.</summary>
    protected async Task<CommandResult<TView>> Start(
        Origin origin, Func<TSaga, DateTimeOffset, Decision<TEvent>> decide)
    {
        var at = clock.GetUtcNow();
        var answer = await Handle(origin, saga => decide(saga, at), View, begins: true);
        if (answer is { IsDone: true, Replayed: false })
        {
            _startedAtReload = Reloads;
            SagaMetrics.Started();
        }

        EnsureRunning();
        return answer;
    }

    /// <summary>A command of its own that gives a saga something more to do.</summary>
    protected async Task<CommandResult<TView>> GoOn(
        Origin origin, Func<TSaga, DateTimeOffset, Task<Decision<TEvent>>> decide)
    {
        var at = clock.GetUtcNow();
        var answer = await Handle(origin, async saga => await decide(saga, at), View);
        EnsureRunning();
        return answer;
    }

    public async Task<TView?> WaitForEnd(TimeSpan slice)
    {
        await EnsureLoaded();
        EnsureRunning();
        if (Confirmed is { IsFinal: false, Asked: not null } && _failure != FailureIs.Told && slice > TimeSpan.Zero)
        {
            _end ??= new TaskCompletionSource();
            try
            {
                await _end.Task.WaitAsync(slice < SliceMax ? slice : SliceMax, clock);
            }
            catch (TimeoutException)
            {
                // Still at work; the caller asks again if it has the patience.
            }
        }

        return ViewOrNull();
    }

    public Task<CommandResult<TView>> Retry(OperatorCommand command) => Operator(OperatorRequest.Retry, command);

    public Task<CommandResult<TView>> Compensate(OperatorCommand command) => Operator(OperatorRequest.Compensate, command);

    public Task<CommandResult<TView>> Resolve(OperatorCommand command) => Operator(OperatorRequest.Resolve, command);

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        // The loop must not go on beside the next activation; the journal would fence it, but late.
        _stopping = true;
        _nudge?.TrySetResult();
        _end?.TrySetResult();
        return base.OnDeactivateAsync(reason, cancellationToken);
    }

    private async Task<CommandResult<TView>> Operator(OperatorRequest wish, OperatorCommand command)
    {
        var at = clock.GetUtcNow();
        var answer = await Handle(
            command.Origin,
            saga => command.IfMatch?.Holds(saga.Version) == false
                ? Decision<TEvent>.Refuse(SagaRefusals.Stale(command.IfMatch, saga.Version))
                : engine.Decide(saga, new SagaInput.OperatorAsked(
                    wish, command.Reason, command.Origin.Actor, at, command.ActionId) { LogMayLag = LogMayLag }),
            View);
        if (answer.IsDone)
        {
            _nudge?.TrySetResult();
            // Where nothing is left to do no loop comes to its end.
            if (Confirmed.IsFinal && !_running)
                End(counts: true);
        }

        EnsureRunning();
        return answer;
    }

    /// <summary>It is durable that no order will follow: who waits for one hears so, settled or not.</summary>
    private async Task TellOfFailure()
    {
        _failure = FailureIs.Known;
        await Task.Delay(SettlesUsuallyWithin, clock);
        _failure = FailureIs.Told;
        AnswerWaiters();
    }

    private void AnswerWaiters()
    {
        // Continuations come back to the activation by themselves; told to run elsewhere, they would leave a simulation.
        var end = _end;
        _end = null;
        end?.TrySetResult();
    }

    private void End(bool counts)
    {
        if (counts)
        {
            SagaMetrics.Ended(Confirmed);
            Ended(Confirmed);
        }

        AnswerWaiters();
        if (Confirmed.IsFinal)
            DeactivateOnIdle();
    }

    private enum FailureIs { Unknown, Known, Told }

    /// <summary>Of its streams.</summary>
    protected abstract string Kind { get; }

    protected abstract TView View(TSaga saga);

    /// <summary>It has come to its end, and is counted once.</summary>
    protected abstract void Ended(TSaga saga);

    private TView? ViewOrNull() => Confirmed is { Asked: not null } saga ? View(saga) : null;

    // The longest, where several undos wait beside each other.
    protected SagaWait? Waiting(TSaga saga) => engine.LongestWait(saga) is { } wait
        ? new SagaWait(wait.Step, wait.Since, wait.NextAttempt, wait.Attempts, wait.Error)
        : null;
}

/// <summary>Where the saga takes its random numbers from, 0 to 1; a simulation brings its own.</summary>
public sealed record SagaJitter(Func<double> Next);
