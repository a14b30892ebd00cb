using PosSaga.Journal;
using PosSaga.ReadModels.Projections;
using PosSaga.ReadModels.Storage;

namespace PosSaga.ReadModels.Running;

/// <summary>All models of this program, and their tables.</summary>
internal sealed class ReadModelSet : IReadModelSchema
{
    private readonly IReadStore _store;
    private readonly Wakeup _wakeup = new();
    private readonly Generations _generations;

    public ReadModelSet(
        IEnumerable<Projection> projections, IEventJournal journal, IEventCodec codec, IReadStore store, Erasures erasures,
        TimeProvider clock)
    {
        (_store, _generations) = (store, new Generations(store));
        Models = [.. projections.Select(projection =>
            new LiveModel(projection, journal.Partitions, store, _generations, codec, erasures, clock, _wakeup))];
    }

    public IReadOnlyList<LiveModel> Models { get; }

    public Wakeup Wakeup => _wakeup;

    public LiveModel? Find(string name) => Models.FirstOrDefault(model => model.Name == name);

    public async Task Migrate(CancellationToken cancellation = default)
    {
        await _store.Migrate(cancellation);
        foreach (var model in Models)
            if (await _generations.Live(model.Name, cancellation) is null)
                await _generations.Create(model.Projection, 1, live: true, model.Partitions, cancellation);
    }
}
