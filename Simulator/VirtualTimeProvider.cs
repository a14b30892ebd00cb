namespace PosSaga.Simulator;

/// <summary>Time that only the simulation's loop advances. Timers fire from the loop without a current task scheduler,
/// so that continuations with ConfigureAwait(false), as in libraries, run in place and not on the thread
/// pool.</summary>
public sealed class VirtualTimeProvider : TimeProvider
{
    internal const string DelaysThatDoNotYield =
        "A loop that waits with Task.Delay of less than 1 ms never yields: .NET cuts delays to whole milliseconds, and "
        + "one of zero completes at once.";

    // A turn that reads the time so often waits in a loop for a time that cannot come before the turn ends.
    private const int ReadsPerTurnMax = 1_000_000;

    private readonly DeterministicScheduler scheduler;
    private readonly DateTimeOffset start;
    private readonly PriorityQueue<(VirtualTimer Timer, long Setting), (long Due, ulong Tie)> due = new();
    private readonly SeededRandom ties;
    private int reads;

    internal VirtualTimeProvider(DeterministicScheduler scheduler, DateTimeOffset start, SeededRandom ties)
    {
        this.scheduler = scheduler;
        this.start = start;
        this.ties = ties;
    }

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>Ticks since the start of the simulation.</summary>
    internal long Now { get; private set; }

    public override DateTimeOffset GetUtcNow() => start.AddTicks(GetTimestamp());

    public override long GetTimestamp()
    {
        scheduler.MustBeOnLoopWhileRunning("The time");
        if (++reads > ReadsPerTurnMax)
            throw scheduler.Broken(new SimulationStuckException(
                $"One turn looked at the time {ReadsPerTurnMax:N0} times, and it does not move within a turn. "
                + DelaysThatDoNotYield));
        return Now;
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        scheduler.MustBeOnLoop("A timer");
        var timer = new VirtualTimer(this, callback, state, ExecutionContext.Capture());
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>A timer that does not capture the execution context and is not yet set.</summary>
    internal ITimer CreatePlainTimer(TimerCallback callback, object state) =>
        new VirtualTimer(this, callback, state, context: null);

    internal void BeginStep() => reads = 0;

    internal void Advance(long ticks) => Now += ticks;

    /// <summary>When the next timer is due, or null.</summary>
    internal long? NextDue()
    {
        while (due.TryPeek(out var next, out var when))
        {
            if (next.Timer.IsSetAs(next.Setting))
                return when.Due;
            due.Dequeue();
        }

        return null;
    }

    internal void FireNext()
    {
        var (timer, _) = due.Dequeue();
        Now = Math.Max(Now, timer.Due);
        timer.Fire();
    }

    private sealed class VirtualTimer(
        VirtualTimeProvider time, TimerCallback callback, object? state, ExecutionContext? context) : ITimer
    {
        private long setting;
        private bool set;
        private bool disposed;
        private TimeSpan period;

        public long Due { get; private set; }

        public bool IsSetAs(long which) => set && setting == which;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            time.scheduler.MustBeOnLoop("A timer");
            if (disposed)
                return false;
            this.period = period;
            set = dueTime != Timeout.InfiniteTimeSpan;
            setting++;
            if (!set)
                return true;
            Due = time.Now + dueTime.Ticks;
            // Timers due at the same instant fire in random order.
            time.due.Enqueue((this, setting), (Due, time.ties.NextUInt64()));
            return true;
        }

        public void Fire()
        {
            set = false;
            if (period > TimeSpan.Zero)
                Change(period, period);
            if (context is null)
                callback(state);
            else
                ExecutionContext.Run(context, static self => ((VirtualTimer)self!).Call(), this);
        }

        public void Dispose()
        {
            disposed = true;
            set = false;
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }

        private void Call() => callback(state);
    }
}
