using System.Diagnostics;

namespace PosSaga.Tests.Runtime;

/// <summary>Virtual time over real threads: it stands still while anything runs in this process, and jumps to the next
/// timer once nothing does. A wait of half a minute takes milliseconds, and no slow machine makes it expire
/// early.</summary>
internal sealed class QuietTime : TimeProvider
{
    // Between two looks; work that hops from thread to thread is seen as queued, running or completed in between.
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(1);
    private const int QuietLooks = 2;

    private static readonly DateTimeOffset Start = new(2025, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly PriorityQueue<QuietTimer, (long Due, long Order)> _timers = new();
    private readonly Lock _lock = new();
    private readonly Thread _driver;
    private volatile bool _ended;
    private volatile bool _held;
    private long _now;
    private long _order;

    public QuietTime()
    {
        _driver = new Thread(Drive) { IsBackground = true, Name = "quiet time" };
        _driver.Start();
    }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => Start.AddTicks(Interlocked.Read(ref _now));

    public override long GetTimestamp() => Interlocked.Read(ref _now);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new QuietTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Stands still whatever happens, until released.</summary>
    public void Hold() => _held = true;

    public void Release() => _held = false;

    public void End()
    {
        _ended = true;
        _driver.Join();
    }

    internal void Set(QuietTimer timer, TimeSpan due)
    {
        lock (_lock)
            _timers.Enqueue(timer, (timer.Due = _now + Math.Max(0, due.Ticks), _order++));
    }

    private void Drive()
    {
        var (quiet, completed, least) = (0, -1L, int.MaxValue);
        while (!_ended)
        {
            Thread.Sleep(Look);
            ThreadPool.GetMaxThreads(out var max, out _);
            ThreadPool.GetAvailableThreads(out var available, out _);
            // Whoever blocks a thread for the whole run, such as a test runner that waits for us, is no work.
            least = Math.Min(least, max - available);
            var done = ThreadPool.CompletedWorkItemCount;
            var isQuiet = ThreadPool.PendingWorkItemCount == 0 && max - available <= least && done == completed;
            (quiet, completed) = (isQuiet && !_held ? quiet + 1 : 0, done);
            if (quiet < QuietLooks)
                continue;
            quiet = 0;
            Jump();
        }
    }

    private void Jump()
    {
        QuietTimer? next = null;
        lock (_lock)
        {
            while (next is null && _timers.TryDequeue(out var timer, out var at))
                if (timer.Due == at.Due)
                    (next, _now) = (timer, Math.Max(_now, at.Due));
        }
        next?.Fire();
    }

    internal sealed class QuietTimer(QuietTime time, TimerCallback callback, object? state) : ITimer
    {
        private const long Never = -1;

        private TimeSpan _period = Timeout.InfiniteTimeSpan;

        /// <summary>An entry of the queue that says otherwise is an old one.</summary>
        public long Due { get; set; } = Never;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            _period = period;
            if (dueTime == Timeout.InfiniteTimeSpan)
                Due = Never;
            else
                time.Set(this, dueTime);
            return true;
        }

        public void Fire()
        {
            Due = Never;
            if (_period > TimeSpan.Zero)
                time.Set(this, _period);
            ThreadPool.UnsafeQueueUserWorkItem(static timer => timer.Call(), this, preferLocal: false);
        }

        public void Dispose() => Due = Never;

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }

        private void Call()
        {
            Debug.Assert(Thread.CurrentThread.IsThreadPoolThread);
            callback(state);
        }
    }
}
