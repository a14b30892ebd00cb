using PosSaga.Journal;

namespace PosSaga.ReadModels;

/// <summary>All read models and their tables.</summary>
public sealed class ReadModelSet
{
    internal ReadModelSet(
        IEventJournal journal, IEventCodec codec, IReadStore store, Erasures erasures, TimeProvider clock)
    {
        (Store, Erasures, Generations) = (store, erasures, new Generations(store));
        Models = [.. Projection.All.Select(projection =>
            new LiveModel(projection, journal.Partitions, Generations, store, codec, erasures, clock, Wakeup))];
    }

    internal IReadOnlyList<LiveModel> Models { get; }

    internal IReadStore Store { get; }

    internal Generations Generations { get; }

    internal Erasures Erasures { get; }

    /// <summary>Signalled when a caller waits for a position.</summary>
    internal Wakeup Wakeup { get; } = new();

    /// <summary>Brings the read models' tables up to date; awaited at start, after the journal's own.</summary>
    public async Task Migrate(CancellationToken cancellation = default)
    {
        await Store.Migrate(cancellation);
        foreach (var model in Models)
            if (await Generations.Live(model.Name, cancellation) is null)
                await Generations.Create(model.Projection, 1, live: true, model.Partitions, cancellation);
    }

    internal LiveModel? Find(string name) => Models.FirstOrDefault(model => model.Name == name);
}

/// <summary>A model and its live generation as this process knows it. A rebuild, here or in another process, replaces
/// the generation.</summary>
internal sealed class LiveModel(
    Projection projection, int partitions, Generations generations, IReadStore store, IEventCodec codec,
    Erasures erasures, TimeProvider clock, Wakeup wakeup)
{
    private Generation? _live;

    public string Name => projection.Name;

    public Projection Projection => projection;

    public int Partitions => partitions;

    public ModelProgress Progress { get; } = new(partitions, wakeup, clock);

    /// <summary>Null while the live tables have another schema version: this process must not write into them, and a
    /// rebuild is replacing them.</summary>
    public async ValueTask<Generation?> Live(CancellationToken cancellation)
    {
        if (_live is not null)
            return _live;
        if (await generations.Live(Name, cancellation) is not { } row || row.SchemaVersion != projection.SchemaVersion)
            return null;
        _live = await Open(row.Generation, cancellation);
        Progress.Advance(_live.Positions);
        return _live;
    }

    public async Task<Generation> Open(int generation, CancellationToken cancellation)
    {
        var positions = await generations.Positions(Name, generation, cancellation);
        if (positions.Length != partitions)
            throw new InvalidOperationException(
                $"The read model {Name} was made for {positions.Length} partitions, the journal has {partitions}.");
        return new Generation(projection, generation, positions, store, codec, erasures, clock);
    }

    /// <summary>The next batch reads the generation and its positions from the database again.</summary>
    public void Reload() => _live = null;
}

/// <summary>Ends the pause between two batches, or between two looks at the rebuild requests, early.</summary>
internal sealed class Wakeup
{
    private readonly Lock _lock = new();
    private TaskCompletionSource _signal = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Signal()
    {
        lock (_lock)
            _signal.TrySetResult();
    }

    /// <summary>Completes at the next signal after this call, or after <paramref name="pause"/>.</summary>
    public async Task Wait(TimeSpan pause, TimeProvider clock, CancellationToken cancellation)
    {
        Task signal;
        lock (_lock)
        {
            if (_signal.Task.IsCompleted)
                _signal = new(TaskCreationOptions.RunContinuationsAsynchronously);
            signal = _signal.Task;
        }
        await signal.WaitAsync(pause, clock, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellation.ThrowIfCancellationRequested();
    }
}
