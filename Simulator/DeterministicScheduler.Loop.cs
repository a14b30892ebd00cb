namespace PosSaga.Simulator;

/// <summary>The loop: a queue's turn or the next timer, as the seed says.</summary>
public sealed partial class DeterministicScheduler
{
    private static readonly ulong TimerId = TraceHash.Of("timer fires");

    private Exception? RunLoop(Func<Task> main)
    {
        try
        {
            var task = Spawn("main", main);
            while (!task.IsCompleted)
                Step();
            task.GetAwaiter().GetResult();
            return null;
        }
#pragma warning disable CA1031 // Crosses to the thread that waits.
        catch (Exception error)
#pragma warning restore CA1031
        {
            // Time jumps to the next timer while foreign work takes real time: it looks like a time-out first.
            var patience = error is TimeoutException ? TimeSpan.FromSeconds(5) : TimeSpan.FromMilliseconds(200);
            return error is not SimulationEscapedException && WaitForEscape(patience) is { } where
                ? new SimulationEscapedException(where)
                : error;
        }
    }

    private void Step()
    {
        if (escaped is { } where)
            throw new SimulationEscapedException(where);
        if (Turns >= TurnsMax)
            throw new SimulationStuckException($"It did not end within {TurnsMax} turns.");
        var due = Time.NextDue();
        var dueNow = due <= Time.Now;
        var candidates = ready.Count + (dueNow ? 1 : 0);
        if (candidates == 0)
        {
            if (due is null)
                throw NothingLeft();
            FireTimer();
            return;
        }

        var choice = choices.Next(candidates);
        if (choice == ready.Count)
            FireTimer();
        else
            RunTurn(choice);
    }

    private void RunTurn(int choice)
    {
        var queue = ready[choice];
        BeforeTurn?.Invoke(queue);
        // The hook may have killed or woken queues; this one is still where it was, as only the loop takes out.
        ready[choice] = ready[^1];
        ready.RemoveAt(ready.Count - 1);
        Turns++;
        Add(queue.TraceId, queue.NextTurnId());
        queue.RunOneTurn();
        if (TurnAtMost > TimeSpan.Zero)
            Time.Advance(delays.Next(TimeSpan.Zero, TurnAtMost).Ticks);
    }

    private void FireTimer()
    {
        Time.FireNext();
        Add(TimerId, 0);
    }

    private void Add(ulong who, ulong what) =>
        Trace = TraceHash.Add(TraceHash.Add(TraceHash.Add(Trace, who), what), (ulong)Time.Now);

    // Work may be on its way back from a foreign thread: say so rather than blame the code that waits for it.
    private Exception NothingLeft() => WaitForEscape(TimeSpan.FromSeconds(1)) is { } where
        ? new SimulationEscapedException(where)
        : new SimulationStuckException("Nothing is ready, no timer is set, and the client still waits.");

    private string? WaitForEscape(TimeSpan patience)
    {
        SpinWait.SpinUntil(() => escaped is not null, patience);
        return escaped;
    }
}
