using System.Diagnostics;
using System.Runtime.ExceptionServices;

namespace PosSaga.Simulator;

/// <summary>The loop: a queue's turn or the next timer, as the seed says.</summary>
public sealed partial class DeterministicScheduler
{
    // Continuations that complete each other run nested; a simulation nests deeper than a thread's usual megabyte.
    private const int StackBytes = 16 * 1024 * 1024;

    private static readonly ulong TimerId = TraceHash.Of("timer fires");

    private volatile Thread? loop;
    private volatile bool isRunning;
    private volatile string running = "";
    private volatile Exception? broken;
    private long steps;

    /// <summary>True outside the loop's thread, from the first run on. Before it, anybody sets up.</summary>
    internal bool IsForeignThread => loop is { } own && Thread.CurrentThread != own;

    /// <summary>Runs client code and everything it sets off until it is done. Its exception comes through.</summary>
    public void Run(Func<Task> main)
    {
        Exception? failure = null;
        var thread = new Thread(() => failure = RunLoop(main), StackBytes) { Name = "simulation", IsBackground = true };
        loop = thread;
        isRunning = true;
        thread.Start();
        Join(thread);
        isRunning = false;
        if (failure is not null)
            ExceptionDispatchInfo.Throw(failure);
    }

    /// <summary>For whatever belongs to the loop and has no queue.</summary>
    internal void MustBeOnLoop(string what)
    {
        if (IsForeignThread)
            throw Escaped(EscapedWork.Describe(what));
    }

    /// <summary>Reading the time is harmless before and after a run.</summary>
    internal void MustBeOnLoopWhileRunning(string what)
    {
        if (isRunning)
            MustBeOnLoop(what);
    }

    /// <summary>Ends the run at the next step, whatever the code does with the exception.</summary>
    internal Exception Escaped(string where) => Broken(new SimulationEscapedException(where));

    internal Exception Broken(Exception why)
    {
        broken ??= why;
        return why;
    }

    // The loop cannot interrupt its own turn, so the thread that waits for it looks whether it gets on.
    private void Join(Thread thread)
    {
        var before = Interlocked.Read(ref steps);
        while (!thread.Join(TurnHangsAfter))
        {
            var now = Interlocked.Read(ref steps);
            if (now == before && !Debugger.IsAttached)
                throw new SimulationStuckException(
                    $"A turn of {running} has not ended for {TurnHangsAfter.TotalSeconds:0.#} s of real time. "
                    + VirtualTimeProvider.DelaysThatDoNotYield);
            before = now;
        }
    }

    private Exception? RunLoop(Func<Task> main)
    {
        try
        {
            var task = Spawn("main", main);
            while (!task.IsCompleted)
                Step();
            task.GetAwaiter().GetResult();
            return broken;
        }
#pragma warning disable CA1031 // Crosses to the thread that waits.
        catch (Exception error)
#pragma warning restore CA1031
        {
            // Time jumps to the next timer while foreign work takes real time: it looks like a time-out first.
            WaitForEscape(error is TimeoutException ? TimeSpan.FromSeconds(5) : TimeSpan.FromMilliseconds(200));
            return broken ?? error;
        }
    }

    private void Step()
    {
        if (broken is { } why)
            ExceptionDispatchInfo.Throw(why);
        if (Turns >= TurnsMax)
            throw new SimulationStuckException($"It did not end within {TurnsMax} turns.");
        Interlocked.Increment(ref steps);
        Time.BeginStep();
        var due = Time.NextDue();
        var candidates = ready.Count + (due <= Time.Now ? 1 : 0);
        if (candidates == 0 && due is null)
        {
            // Work may be on its way back from a foreign thread: say so rather than blame the code that waits for it.
            WaitForEscape(TimeSpan.FromSeconds(1));
            throw broken ?? new SimulationStuckException(
                "Nothing is ready, no timer is set, and the client still waits.");
        }

        var choice = candidates == 0 ? 0 : choices.Next(candidates);
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
        Add(queue.TraceId, queue.NextTurnId);
        running = queue.Label;
        queue.RunOneTurn();
        if (TurnAtMost > TimeSpan.Zero)
            Time.Advance(delays.Next(TimeSpan.Zero, TurnAtMost).Ticks);
    }

    private void FireTimer()
    {
        running = "a timer";
        Time.FireNext();
        Add(TimerId, 0);
    }

    private void WaitForEscape(TimeSpan patience)
    {
        if (broken is null)
            SpinWait.SpinUntil(() => broken is not null, patience);
    }
}

/// <summary>Code ran outside the simulation's one thread; nothing after that could be reproduced.</summary>
public sealed class SimulationEscapedException(string where) : Exception($"Work escaped the simulation: {where}");

/// <summary>The simulation cannot go on, or never ends.</summary>
public sealed class SimulationStuckException(string message) : Exception(message);
