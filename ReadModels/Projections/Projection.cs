using PosSaga.Journal;

namespace PosSaga.ReadModels;

/// <summary>A read model: its tables and how events become rows. All events of one row come from one partition, so a
/// row sees them in order; across partitions there is no order.</summary>
/// <param name="SchemaVersion">Raised when a column or its meaning changes: the next start rebuilds.</param>
/// <param name="Tables">In the order in which queries of several of them name them. A swap replaces their views in this
/// order; in another order a swap and a query would wait for each other.</param>
internal sealed record Projection(
    string Name, int SchemaVersion, IReadOnlyList<Table> Tables, Func<IEventCodec, Fold> NewFold)
{
    public static readonly IReadOnlyList<Projection> All =
    [
        OrdersFold.Projection, StockFold.Projection, CatalogueFold.Projection, JournalIndexFold.Projection,
        ClaimsFold.Projection, RefundsFold.Projection, NotificationsFold.Projection, TillsFold.Projection,
        SalesFold.Projection,
    ];
}

/// <summary>Folds a batch of events into rows in memory. An event at or below a row's version has been folded before
/// and changes nothing, so a batch may be repeated.</summary>
internal abstract class Fold
{
    private readonly List<RowSet> _rows = [];

    /// <summary>True where the model holds personal data.</summary>
    public virtual bool HoldsPersonalData => false;

    public abstract bool Handles(string eventType);

    /// <summary>Requests the rows of an event that it handles, to be loaded before the batch.</summary>
    public virtual void Request(RecordedEvent e)
    {
    }

    public abstract ValueTask Apply(RecordedEvent e, CancellationToken cancellation);

    /// <summary>Removes the personal data of these subjects from the rows; called between batches.</summary>
    public virtual Task Erase(
        IReadOnlyList<string> subjects, IReadStore store, int generation, CancellationToken cancellation) =>
        Task.CompletedTask;

    public async Task Load(IReadStore store, int generation, CancellationToken cancellation)
    {
        foreach (var rows in _rows)
            await rows.Load(store, generation, cancellation);
    }

    public virtual List<Changes> Changes() => [.. _rows.Select(rows => rows.Changes()).OfType<Changes>()];

    public virtual void Committed()
    {
        foreach (var rows in _rows)
            rows.Committed();
    }

    public virtual void Reset()
    {
        foreach (var rows in _rows)
            rows.Reset();
    }

    protected RowSet<TRow> NewRows<TRow>(Table<TRow> table)
        where TRow : Row, new()
    {
        var rows = new RowSet<TRow>(table);
        _rows.Add(rows);
        return rows;
    }

    /// <summary>The grain key in a stream's name: what follows the kind.</summary>
    protected static string KeyOf(RecordedEvent e) => e.Stream[(e.Stream.IndexOf('/', StringComparison.Ordinal) + 1)..];
}

/// <summary>A fold whose events each change one row, that of their grain.</summary>
internal abstract class Fold<TRow> : Fold
    where TRow : Row, new()
{
    protected Fold(IEventCodec codec, Table<TRow> table) => (Codec, Rows) = (codec, NewRows(table));

    protected IEventCodec Codec { get; }

    protected RowSet<TRow> Rows { get; }

    public override void Request(RecordedEvent e) => Rows.Request(KeyOf(e));
}
