namespace PosSaga.Simulator;

/// <summary>One loop on one thread that decides every interleaving by its seed: which queue runs its next turn, when
/// time moves, which timer fires. The same seed gives the same run, and the same <see cref="Trace"/>.</summary>
public sealed partial class DeterministicScheduler : ITurnScheduler
{
    // Continuations that complete each other run nested; a simulation nests deeper than a thread's usual megabyte.
    private const int StackBytes = 16 * 1024 * 1024;

    private readonly List<TurnQueue> ready = [];
    private readonly SeededRandom choices;
    private readonly SeededRandom delays;
    private Thread? loop;
    private bool everRan;
    private volatile string? escaped;

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

    /// <summary>Runs before each turn, in plain context: the place to kill.</summary>
    public Action<TurnQueue>? BeforeTurn { get; set; }

    /// <summary>Stops a run that does not end.</summary>
    public long TurnsMax { get; set; } = 50_000_000;

    /// <summary>Runs client code and everything it sets off until it is done. Its exception comes through.</summary>
    public void Run(Func<Task> main)
    {
        Exception? failure = null;
        var thread = new Thread(() => failure = RunLoop(main), StackBytes) { Name = "simulation", IsBackground = true };
        loop = thread;
        everRan = true;
        thread.Start();
        thread.Join();
        if (failure is not null)
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failure);
    }

    /// <summary>Starts client code as a thread of control of its own.</summary>
    public Task Spawn(string name, Func<Task> client) => NewQueue(name).Start(client);

    /// <summary>A thread of control that can be killed.</summary>
    public SimulatedThread NewQueue(string name) => new(this, name);

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

    void ITurnScheduler.Arriving(TurnQueue queue) => MustBeOnLoop(queue.Label);

    void ITurnScheduler.Ready(TurnQueue queue) => ready.Add(queue);

    internal void MustBeOnLoop(string what)
    {
        if (!everRan || Thread.CurrentThread == loop)
            return;
        escaped ??=
            $"{what} was reached from the thread '{Thread.CurrentThread.Name ?? "of the pool"}':\n"
            + Environment.StackTrace;
        throw new SimulationEscapedException(escaped);
    }
}

/// <summary>Code ran outside the simulation's one thread; nothing after that could be reproduced.</summary>
public sealed class SimulationEscapedException(string where) : Exception($"Work escaped the simulation: {where}");

/// <summary>The simulation cannot go on, or never ends.</summary>
public sealed class SimulationStuckException(string message) : Exception(message);
