using PosSaga.Journal;
using PosSaga.ReadModels.Storage;

namespace PosSaga.ReadModels.Projections;

/// <summary>A read model: its tables and how events become rows. All events of one row come from one partition, so a
/// row sees them in order; across partitions nothing is assumed.</summary>
internal abstract class Projection
{
    public abstract string Name { get; }

    /// <summary>Raised when a column or the meaning of one changes: the next start rebuilds.</summary>
    public abstract int SchemaVersion { get; }

    /// <summary>In the order in which queries that read several of them name them. A swap takes their views away in
    /// this order: in another one a query that has the first and a swap that has the second would wait for each
    /// other.</summary>
    public abstract IReadOnlyList<Table> Tables { get; }

    public abstract Fold NewFold(IEventCodec codec);
}

/// <summary>Folds a batch of events into rows in memory. It is repeatable: an event at or below a row's version is an
/// old one and changes nothing.</summary>
internal abstract class Fold
{
    private readonly List<RowSet> _rows = [];

    protected RowSet<TRow> Rows<TRow>(Table<TRow> table)
        where TRow : Row, new()
    {
        var rows = new RowSet<TRow>(table);
        _rows.Add(rows);
        return rows;
    }

    /// <summary>Whether the event matters here; if so, its rows are wanted.</summary>
    public abstract bool Concerns(RecordedEvent e);

    public abstract ValueTask Apply(RecordedEvent e, CancellationToken cancellation);

    /// <summary>True where the model holds what people wrote.</summary>
    public virtual bool HoldsPersonalData => false;

    /// <summary>Takes what these subjects wrote out of the rows. Nothing else is folded at that moment.</summary>
    public virtual Task Erase(
        IReadOnlyList<string> subjects, IReadStore store, int generation, CancellationToken cancellation) =>
        Task.CompletedTask;

    public async Task Load(IReadStore store, int generation, CancellationToken cancellation)
    {
        foreach (var rows in _rows)
            await rows.Load(store, generation, cancellation);
    }

    public virtual List<Changes> Changes()
    {
        var changes = new List<Changes>();
        foreach (var rows in _rows)
            if (rows.Changes() is { } changed)
                changes.Add(changed);
        return changes;
    }

    public virtual void Written()
    {
        foreach (var rows in _rows)
            rows.Written();
    }

    public virtual void Forget()
    {
        foreach (var rows in _rows)
            rows.Forget();
    }

    /// <summary>The grain key in a stream's name: what follows the kind.</summary>
    protected static string KeyOf(RecordedEvent e) => e.Stream[(e.Stream.IndexOf('/', StringComparison.Ordinal) + 1)..];
}
