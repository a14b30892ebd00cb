using System.Diagnostics;
using System.Runtime.ExceptionServices;

namespace PosSaga.Simulator;

/// <summary>One loop on one thread that decides every interleaving by its seed: which queue runs its next turn, when
/// time moves, which timer fires. The same seed gives the same run, and the same <see cref="Trace"/>.</summary>
public sealed class DeterministicScheduler
{
    private readonly List<TurnQueue> ready = [];
    private readonly SeededRandom choices, delays, silos;

    /// <param name="start">Virtual time begins here; null: 2025-01-01.</param>
    public DeterministicScheduler(ulong seed, DateTimeOffset? start = null)
    {
        Seed = seed;
        var random = new SeededRandom(seed);
        choices = random.Fork();
        delays = random.Fork();
        Time = new VirtualTimeProvider(
            this, start ?? new DateTimeOffset(2025, 1, 1, 0, 0, 0, TimeSpan.Zero), random.Fork());
        Random = random.Fork();
        silos = random.Fork();
    }

    public ulong Seed { get; }

    public VirtualTimeProvider Time { get; }

    /// <summary>For the world around the grains: clients, faults, ids.</summary>
    public SeededRandom Random { get; }

    /// <summary>Hash of every decision so far.</summary>
    public ulong Trace { get; private set; } = TraceHash.Seed;

    /// <summary>Turns run so far.</summary>
    public long Turns { get; private set; }

    /// <summary>A turn moves the clock by up to so much, so that timers also fire between turns.</summary>
    public TimeSpan TurnAtMost { get; set; } = TimeSpan.FromTicks(500);

    /// <summary>Stops a run that does not end.</summary>
    public long TurnsMax { get; set; } = 50_000_000;

    /// <summary>Stops a run of which one turn does not end. Real time: the loop itself hangs in such a turn.</summary>
    public TimeSpan TurnHangsAfter { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Runs before each turn, in plain context: the place to kill.</summary>
    public Action<TurnQueue>? BeforeTurn { get; set; }

    /// <summary>Starts client code as a thread of control of its own.</summary>
    public Task Spawn(string name, Func<Task> client) => NewThread(name).Start(client);

    /// <summary>A thread of control that can be killed.</summary>
    public SimulatedThread NewThread(string name) => new(this, name);

    /// <summary>Does something from the loop, in plain context, after a while.</summary>
    public void Post(TimeSpan delay, Action work) =>
        Time.CreateTimer(static work => ((Action)work!)(), work, delay, Timeout.InfiniteTimeSpan);

    /// <summary>Something outside that answers after a while which the seed chooses.</summary>
    public Task<T> Answer<T>(TimeSpan from, TimeSpan to, Func<T> work)
    {
        var answer = new TaskCompletionSource<T>();
        Post(delays.Next(from, to), () =>
        {
            try
            {
                answer.SetResult(work());
            }
#pragma warning disable CA1031 // It is the answer.
            catch (Exception error)
#pragma warning restore CA1031
            {
                answer.SetException(error);
            }
        });
        return answer.Task;
    }

    /// <summary>Feeds something that happened into the trace.</summary>
    public void Note(string what) => Add(TraceHash.Of(what), 0);

    /// <summary>A queue got work, or has some left after its turn.</summary>
    internal void Ready(TurnQueue queue) => ready.Add(queue);

    internal SeededRandom NewSiloRandom() => silos.Fork();

    private void Add(ulong who, ulong what) =>
        Trace = TraceHash.Add(TraceHash.Add(TraceHash.Add(Trace, who), what), (ulong)Time.Now);

    // The loop: a queue's turn or the next timer, as the seed says.

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
