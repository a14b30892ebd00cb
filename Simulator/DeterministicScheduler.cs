using System.Diagnostics;
using System.Runtime.ExceptionServices;

namespace PosSaga.Simulator;

/// <summary>One loop on one thread that decides every interleaving by its seed: which queue runs its next turn, when
/// time advances, which timer fires. The same seed gives the same run and the same <see cref="Trace"/>.</summary>
public sealed class DeterministicScheduler
{
    // Each turn advances the clock by up to so much, so that timers also fire between turns.
    private static readonly TimeSpan TurnDurationMax = TimeSpan.FromTicks(500);

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

    /// <summary>For everything outside the grains: clients, faults, ids.</summary>
    public SeededRandom Random { get; }

    /// <summary>Hash of every decision so far.</summary>
    public ulong Trace { get; private set; } = TraceHash.Seed;

    /// <summary>Turns run so far.</summary>
    public long Turns { get; private set; }

    /// <summary>A run with more turns fails.</summary>
    public long TurnsMax { get; set; } = 50_000_000;

    /// <summary>A run fails if one turn takes longer, in real time.</summary>
    public TimeSpan TurnHangsAfter { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Called before each turn, outside any task scheduler; may kill activations.</summary>
    public Action<TurnQueue>? BeforeTurn { get; set; }

    /// <summary>Starts client code on a simulated thread of its own.</summary>
    public Task Spawn(string name, Func<Task> client) => NewThread(name).Start(client);

    public SimulatedThread NewThread(string name) => new(this, name);

    /// <summary>Runs something after a delay, outside any task scheduler.</summary>
    public void Post(TimeSpan delay, Action work) =>
        Time.CreateTimer(static work => ((Action)work!)(), work, delay, Timeout.InfiniteTimeSpan);

    /// <summary>An answer from outside the grains, after a delay that the seed chooses.</summary>
    public Task<T> Answer<T>(TimeSpan from, TimeSpan to, Func<T> work)
    {
        var answer = new TaskCompletionSource<T>();
        Post(delays.Next(from, to), () =>
        {
            try
            {
                answer.SetResult(work());
            }
#pragma warning disable CA1031 // The caller gets it.
            catch (Exception error)
#pragma warning restore CA1031
            {
                answer.SetException(error);
            }
        });
        return answer.Task;
    }

    /// <summary>Adds an event to the trace.</summary>
    public void Note(string what) => Add(TraceHash.Of(what), 0);

    /// <summary>Called when a queue gets its first turn, or has some left after one.</summary>
    internal void Ready(TurnQueue queue) => ready.Add(queue);

    internal SeededRandom NewSiloRandom() => silos.Fork();

    private void Add(ulong who, ulong what) =>
        Trace = TraceHash.Add(TraceHash.Add(TraceHash.Add(Trace, who), what), (ulong)Time.Now);

    // Continuations that complete each other run nested, which needs more than a thread's default of 1 MB.
    private const int StackBytes = 16 * 1024 * 1024;

    private static readonly ulong TimerId = TraceHash.Of("timer fires");

    private volatile Thread? loop;
    private volatile bool isRunning;
    private volatile string running = "";
    private volatile Exception? broken;
    private long steps;

    /// <summary>True outside the loop's thread, from the first run on; before it, any thread may set up.</summary>
    internal bool IsForeignThread => loop is { } own && Thread.CurrentThread != own;

    /// <summary>Runs until <paramref name="main"/> is done, and throws its exception.</summary>
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

    internal void MustBeOnLoop(string what)
    {
        if (IsForeignThread)
            throw Escaped(EscapedWork.Describe(what));
    }

    /// <summary>For what is harmless before and after a run, such as reading the time.</summary>
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

    // The loop cannot interrupt a turn, so the thread that waits for the loop watches its progress.
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
#pragma warning disable CA1031 // Thrown on the thread that waits.
        catch (Exception error)
#pragma warning restore CA1031
        {
            // Work on another thread takes real time while virtual time jumps on, so it may first show as a time-out.
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
            // Work may be about to return from another thread; that is the better error message.
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
        // BeforeTurn may have added queues, but only the loop removes them, so the index is still right.
        ready[choice] = ready[^1];
        ready.RemoveAt(ready.Count - 1);
        Turns++;
        Add(queue.TraceId, queue.NextTurnId);
        running = queue.Label;
        queue.RunOneTurn();
        Time.Advance(delays.Next(TimeSpan.Zero, TurnDurationMax).Ticks);
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

/// <summary>Code ran outside the simulation's thread, which would make the run irreproducible.</summary>
public sealed class SimulationEscapedException(string where) : Exception($"Work escaped the simulation: {where}");

/// <summary>The simulation cannot continue, or does not end.</summary>
public sealed class SimulationStuckException(string message) : Exception(message);
