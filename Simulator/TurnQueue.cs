using Orleans.Runtime;

namespace PosSaga.Simulator;

/// <summary>Something other than a task that runs as a turn: a call, a timer's tick, an activation's start.</summary>
internal interface ITurn
{
    /// <summary>Names the turn in the trace.</summary>
    ulong TraceId { get; }

    /// <summary>Never throws.</summary>
    void Run();
}

/// <summary>One thread of control, a grain activation or a client: its turns never overlap, and whatever its code
/// awaits comes back to it.</summary>
/// <remarks>No locks: only the scheduler's loop gets here, and every way in refuses other threads.</remarks>
public abstract class TurnQueue : TaskScheduler
{
    private static readonly Action<object?> RunNext = static queue => ((TurnQueue)queue!).RunNextTurn();

    private readonly DeterministicScheduler scheduler;
    private readonly Queue<object> turns = new();
    private bool scheduled;

    private protected TurnQueue(DeterministicScheduler scheduler) => this.scheduler = scheduler;

    /// <summary>Who this is, in a trace or a message.</summary>
    public abstract string Label { get; }

    /// <summary>Whose turns these are; null for a client.</summary>
    public virtual IGrainContext? GrainContext => null;

    /// <summary>The silo of the activation; null for a client.</summary>
    public virtual SimulatedSilo? Silo => null;

    /// <summary>True once killed: nothing of it will run any more.</summary>
    public bool IsKilled { get; private set; }

    public override int MaximumConcurrencyLevel => 1;

    /// <summary>Hash of the label, the same in every process.</summary>
    internal abstract ulong TraceId { get; }

    /// <summary>What the next turn is, for the trace.</summary>
    internal ulong NextTurnId => turns.TryPeek(out var turn) && turn is ITurn named ? named.TraceId : 0;

    /// <summary>The label, and what it is doing.</summary>
    internal virtual string Describe() => Label;

    internal void RunOneTurn()
    {
        // Orleans' own code asks a thread-static which activation it runs in.
        var before = OrleansInternals.Enter(GrainContext);
        try
        {
            // Awaits capture TaskScheduler.Current, the scheduler of the task that runs: so a turn runs in a task.
            new Task(RunNext, this, CancellationToken.None, TaskCreationOptions.DenyChildAttach).RunSynchronously(this);
        }
        finally
        {
            OrleansInternals.Leave(before);
        }

        scheduled = turns.Count > 0;
        if (scheduled)
            scheduler.Ready(this);
    }

    internal void Enqueue(object turn)
    {
        if (scheduler.IsForeignThread)
            throw scheduler.Escaped(EscapedWork.Describe(this, turn));
        if (IsKilled)
            return;
        turns.Enqueue(turn);
        if (scheduled)
            return;
        scheduled = true;
        scheduler.Ready(this);
    }

    /// <summary>Drops everything that waits and everything still to come; the turn that runs ends at its next
    /// await.</summary>
    internal object[] KillTurns()
    {
        IsKilled = true;
        var dropped = turns.ToArray();
        turns.Clear();
        return dropped;
    }

    protected override void QueueTask(Task task) => Enqueue(task);

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued)
    {
        if (taskWasPreviouslyQueued)
            return false;
        // The task of a turn, started above; or a continuation that completed within a turn of this same queue.
        var isOurs = ReferenceEquals(task.AsyncState, this) || (ReferenceEquals(Current, this) && !IsKilled);
        return isOurs && TryExecuteTask(task);
    }

    protected override IEnumerable<Task> GetScheduledTasks() => turns.OfType<Task>().ToArray();

    private void RunNextTurn()
    {
        if (!turns.TryDequeue(out var turn))
            return;
        if (turn is ITurn own)
            own.Run();
        else
            TryExecuteTask((Task)turn);
    }
}
