namespace PosSaga.Simulator;

/// <summary>A turn other than a task: a call, a timer's tick, an activation's start.</summary>
internal interface ITurn
{
    ulong TraceId { get; }

    /// <summary>Must not throw.</summary>
    void Run();
}

internal sealed class NamedTurn(string name, Action run) : ITurn
{
    public ulong TraceId { get; } = TraceHash.Of(name);

    public void Run() => run();
}

/// <summary>The task scheduler of one activation or client: its turns never overlap, and continuations of its code run
/// in its turns.</summary>
/// <remarks>Has no locks, because only the scheduler's loop may use it; other threads are refused.</remarks>
public abstract class TurnQueue : TaskScheduler
{
    private static readonly Action<object?> RunNext = static queue => ((TurnQueue)queue!).RunNextTurn();

    private readonly DeterministicScheduler scheduler;
    private readonly Queue<object> turns = new();
    private bool scheduled;

    private protected TurnQueue(DeterministicScheduler scheduler) => this.scheduler = scheduler;

    /// <summary>Name in traces and messages.</summary>
    public abstract string Label { get; }

    /// <summary>Null for a client.</summary>
    public virtual IGrainContext? GrainContext => null;

    /// <summary>Null for a client.</summary>
    public virtual SimulatedSilo? Silo => null;

    /// <summary>Once killed, no further turn runs.</summary>
    public bool IsKilled { get; private set; }

    public override int MaximumConcurrencyLevel => 1;

    /// <summary>Hash of the label, the same in every process.</summary>
    internal abstract ulong TraceId { get; }

    internal ulong NextTurnId => turns.TryPeek(out var turn) && turn is ITurn named ? named.TraceId : 0;

    /// <summary>The label and the running calls.</summary>
    internal virtual string Describe() => Label;

    internal void RunOneTurn()
    {
        // Orleans' code reads the current activation from a thread-static variable.
        var before = OrleansInternals.Enter(GrainContext);
        try
        {
            // A turn runs in a task, because await captures the scheduler of the running task.
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

    /// <summary>Drops all waiting and future turns; the running turn ends at its next await.</summary>
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
        // Either the task started in RunOneTurn, or a continuation within a turn of this queue.
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

/// <summary>Client or background code in a simulation.</summary>
public sealed class SimulatedThread : TurnQueue
{
    internal SimulatedThread(DeterministicScheduler scheduler, string name) : base(scheduler)
    {
        Label = name;
        TraceId = TraceHash.Of(name);
    }

    public override string Label { get; }

    internal override ulong TraceId { get; }

    public Task Start(Func<Task> work) =>
        Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.DenyChildAttach, this).Unwrap();

    /// <summary>No further code of it runs; its tasks never complete.</summary>
    public void Kill() => KillTurns();
}
