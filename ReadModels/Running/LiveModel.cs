using PosSaga.Journal;
using PosSaga.ReadModels.Projections;
using PosSaga.ReadModels.Storage;

namespace PosSaga.ReadModels.Running;

/// <summary>A model and its live generation as this process knows it; a rebuild here or elsewhere replaces
/// it.</summary>
internal sealed class LiveModel(
    Projection projection, int partitions, IReadStore store, Generations generations, IEventCodec codec,
    Erasures erasures, TimeProvider clock, Wakeup wakeup)
{
    private Generation? _live;

    public string Name => projection.Name;

    public Projection Projection => projection;

    public int Partitions => partitions;

    public ModelProgress Progress { get; } = new(partitions, wakeup, clock);

    /// <summary>Null while the live tables are those of another version of this program: it must not write into them, a
    /// rebuild is making its own.</summary>
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

    /// <summary>What is in memory is out of date; the next batch starts from the database.</summary>
    public void Reload() => _live = null;
}
