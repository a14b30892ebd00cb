namespace PosSaga.Simulator;

/// <summary>Decides when queues that have work run their next turn.</summary>
public interface ITurnScheduler
{
    /// <summary>Called once when a queue gets work, and again after each batch of turns that left some over.</summary>
    void Ready(TurnQueue queue);

    /// <summary>Called for every item before it is queued: a simulation refuses work from foreign threads.</summary>
    void Arriving(TurnQueue queue);
}

/// <summary>Something other than a task that runs as a turn: a call, a timer's tick, an activation's start.</summary>
internal interface ITurn
{
    /// <summary>Never throws.</summary>
    void Run();

    /// <summary>Names the turn in a simulation's trace.</summary>
    ulong TraceId { get; }
}

/// <summary>One thread of control: its turns never overlap, and whatever its code awaits comes back to it.</summary>
public abstract class TurnQueue(ITurnScheduler scheduler) : TaskScheduler
{
    private static readonly Action<object?> DrainOneTurn = static queue => ((TurnQueue)queue!).Drain(1);

    private readonly Lock gate = new();
    private readonly Queue<object> turns = new();
    private bool scheduled;
    private bool killed;

    /// <summary>Who this is, in a trace or a message.</summary>
    public abstract string Label { get; }

    /// <summary>True once killed: nothing of it will run any more.</summary>
    public bool IsKilled => Volatile.Read(ref killed);

    public override int MaximumConcurrencyLevel => 1;

    /// <summary>Hash of the label, the same in every process.</summary>
    internal abstract ulong TraceId { get; }

    /// <summary>Runs one turn. Only for schedulers that decide each turn themselves.</summary>
    internal void RunOneTurn()
    {
        // Orleans' own code asks a thread-static which activation it runs in.
        var before = OrleansInternals.Enter(this as Orleans.Runtime.IGrainContext);
        try
        {
            RunTask(DrainOneTurn);
        }
        finally
        {
            OrleansInternals.Leave(before);
        }

        Rearm();
    }

    /// <summary>What the next turn is, for the trace.</summary>
    internal ulong NextTurnId()
    {
        lock (gate)
            return turns.TryPeek(out var turn) && turn is ITurn named ? named.TraceId : 0;
    }

    internal void Enqueue(object turn)
    {
        scheduler.Arriving(this);
        lock (gate)
        {
            if (killed)
                return;
            turns.Enqueue(turn);
            if (scheduled)
                return;
            scheduled = true;
        }

        scheduler.Ready(this);
    }

    /// <summary>Puts the first turn in without waking anybody: the queue may yet lose the race to be the one.</summary>
    internal void Seed(ITurn turn) => turns.Enqueue(turn);

    /// <summary>Drops everything that waits and everything still to come; the turn that runs ends at its next
    /// await.</summary>
    internal object[] KillTurns()
    {
        lock (gate)
        {
            killed = true;
            var dropped = turns.ToArray();
            turns.Clear();
            return dropped;
        }
    }

    protected override void QueueTask(Task task) => Enqueue(task);

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued)
    {
        if (taskWasPreviouslyQueued)
            return false;
        // Our own drain, being started below; or a continuation that completed within a turn of this same queue.
        return ReferenceEquals(task.AsyncState, this) || (ReferenceEquals(Current, this) && !killed)
            ? TryExecuteTask(task)
            : false;
    }

    protected override IEnumerable<Task> GetScheduledTasks()
    {
        lock (gate)
            return turns.OfType<Task>().ToArray();
    }

    // Awaits capture TaskScheduler.Current, and that is the scheduler of the task that runs: so turns run in a task.
    private void RunTask(Action<object?> drain) =>
        new Task(drain, this, CancellationToken.None, TaskCreationOptions.DenyChildAttach).RunSynchronously(this);

    private void Drain(int most)
    {
        var clean = ExecutionContext.Capture();
        for (var i = 0; i < most; i++)
        {
            object? turn;
            lock (gate)
            {
                if (!turns.TryDequeue(out turn))
                    return;
            }

            if (turn is ITurn own)
                own.Run();
            else
                TryExecuteTask((Task)turn);

            // What a turn left in its execution context is not the next one's.
            if (clean is not null && !ReferenceEquals(ExecutionContext.Capture(), clean))
                ExecutionContext.Restore(clean);
        }
    }

    private void Rearm()
    {
        lock (gate)
        {
            if (turns.Count == 0)
            {
                scheduled = false;
                return;
            }
        }

        scheduler.Ready(this);
    }
}
