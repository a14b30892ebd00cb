using PosSaga.Journal;

namespace PosSaga.Sagas;

/// <summary>What the loop's answers leave in the journal.</summary>
internal sealed partial class OrderSagaGrain
{
    private async Task Record(SagaInput input)
    {
        for (var conflicts = 0; ; conflicts++)
        {
            await Settle();
            var saga = Current;
            if (engine.Decide(saga, input with { Ahead = Ahead })
                is not Deciding.Decision<OrderSagaEvent>.Recorded recorded)
                return;
            Raise(OriginOf(saga), recorded.Events);
            (_before, _latest) = (_latest, ConfirmEvents());
            Count(saga, recorded.Events);
            if (!Ahead)
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

    private static void Count(OrderSaga saga, IReadOnlyList<OrderSagaEvent> events)
    {
        if (saga.Backward && events[0] is OrderSagaEvent.StepUndone undone)
            SagaMetrics.Undone(undone.Step, saga);
    }

    // Nobody may come to wait for these any more; their failure is known already.
    private static void Observe(Task one, Task other) => _ = Task.WhenAll(one, other).ContinueWith(
        static done => _ = done.Exception, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously,
        TaskScheduler.Default);

    private TimeSpan DelayAfter(int failures)
    {
        var delay = FailureDelay * Math.Pow(2, failures - 1);
        return (delay < FailureDelayMax ? delay : FailureDelayMax) * (0.5 + (jitter.Next() / 2));
    }

    private Origin OriginOf(OrderSaga saga) => new(
        Tenant, saga.Request!.Actor, Id, saga.Request.RequestId, $"{Stream}@{saga.Version}", saga.Request.Trace);
}
