namespace PosSaga.Simulator;

/// <summary>One loop on one thread that decides every interleaving by its seed: which queue runs its next turn, when
/// time moves, which timer fires. The same seed gives the same run, and the same <see cref="Trace"/>.</summary>
public sealed partial class DeterministicScheduler
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
}
