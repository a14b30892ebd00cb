using Microsoft.Extensions.Logging;
using PosSaga.Journal;

namespace PosSaga.Sagas;

/// <summary>What the loop's answers leave in the journal.</summary>
internal abstract partial class SagaGrain<TSaga, TEvent, TView>
{
    private async Task Record(SagaInput input)
    {
        for (var conflicts = 0; ; conflicts++)
        {
            await EnsureLoaded();
            var saga = Current;
            if (engine.Decide(saga, input with { LogMayLag = LogMayLag, Jitter = jitter.Next() })
                is not EventSourcing.Decision<TEvent>.Recorded recorded)
                return;
            Raise(OriginOf(saga), recorded.Events);
            (_before, _latest) = (_latest, ConfirmEvents());
            Count(saga, recorded.Events);
            LogWaits(saga, Current);
            if (!LogMayLag)
                return;
            try
            {
                await _latest;
                return;
            }
            catch (StreamConflictException) when (conflicts < ConflictsMax)
            {
                // Somebody else drove it meanwhile. What was answered here may have to be undone there: decide again.
            }
        }
    }

    private static void Count(TSaga saga, IReadOnlyList<TEvent> events)
    {
        if (saga.Backward && events[0] is IStepUndone undone)
            SagaMetrics.Undone(undone.Step, saga);
    }

    // One line when waiting begins and one when it ends: an outage that lasts a day must not fill the log.
    private void LogWaits(TSaga before, TSaga after)
    {
        var (was, wait) = (engine.LongestWait(before), engine.LongestWait(after));
        if (was is null && wait is not null)
            log.LogWarning("Saga {Saga} waits: {Step} got no answer ({Error})", Stream, wait.Step, wait.Error);
        else if (was is not null && wait is null)
            log.LogInformation("Saga {Saga} waits no more, after {Attempts} attempts", Stream, was.Attempts);
    }

    // Nobody may come to wait for these any more; their failure is known already.
    private static void Observe(Task one, Task other) => _ = Task.WhenAll(one, other).ContinueWith(
        static done => _ = done.Exception, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously,
        TaskScheduler.Default);

    private TimeSpan DelayAfter(int failures) =>
        new Backoff(FailureDelay, FailureDelayMax, Random: jitter.Next).Delay(failures);

    private Origin OriginOf(TSaga saga) => new(
        Tenant, saga.Asked!.Actor, Id, saga.Asked.RequestId, $"{Stream}@{saga.Version}", saga.Asked.Trace);
}
