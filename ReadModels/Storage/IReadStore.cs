using System.Data.Common;

namespace PosSaga.ReadModels;

/// <summary>One model's share of a transaction: its checkpoint moves by compare-and-set, and with it its
/// rows.</summary>
/// <param name="From">See <see cref="Positions"/>.</param>
internal sealed record Batch(string Model, int Generation, string From, string To, IReadOnlyList<Changes> Changes);

/// <summary>The database of the read models, where the dialects differ.</summary>
internal interface IReadStore
{
    /// <summary>Migrates the tables that belong to no model: checkpoints, generations, rebuilds, status.</summary>
    Task Migrate(CancellationToken cancellation);

    /// <summary>A connection for queries; unqualified names are the read models'.</summary>
    Task<DbConnection> Open(CancellationToken cancellation);

    /// <summary>A transaction for tables that nobody else writes.</summary>
    Task<WriteSession> Begin(CancellationToken cancellation);

    /// <summary>A transaction that keeps every other writer of the given model out until it ends.</summary>
    Task<WriteSession> BeginExclusive(string model, CancellationToken cancellation);

    /// <summary>A transaction that reads one snapshot of the whole database and blocks nobody.</summary>
    Task<WriteSession> BeginSnapshot(CancellationToken cancellation);

    /// <summary>Commits all batches in one transaction. False, and nothing written, when a checkpoint was not at its
    /// batch's <c>From</c>.</summary>
    Task<bool> Commit(IReadOnlyList<Batch> batches, CancellationToken cancellation);

    /// <summary>Rows whose columns <paramref name="by"/>, all texts and all in one index, have one of the given
    /// values.</summary>
    Task<IReadOnlyList<TRow>> Load<TRow>(
        Table<TRow> table, int generation, IReadOnlyList<string> by, IReadOnlyList<string[]> values,
        CancellationToken cancellation);

    string TypeName(ColumnType type);

    /// <summary>The storage options that follow the columns of a <c>create table</c>.</summary>
    string TableOptions(Table table);

    /// <summary>The statements that make the index of <see cref="Table.Search"/>; the table may have rows
    /// already.</summary>
    string SearchIndex(Table table, int generation);

    /// <summary>The select of a table's view; of a searchable table it has a column <c>found</c> as well.</summary>
    string View(Table table, int generation);

    string Drop(Table table, int generation);

    /// <summary>The condition for rows that have all words of its parameter <c>@words</c>, and that parameter's
    /// value.</summary>
    /// <param name="words">Of <see cref="SearchWords.Asked"/>, at least one.</param>
    (string Condition, string Words) Matching(string words);

    /// <summary>True when a query met tables that a swap dropped at that very moment; a second try finds the new
    /// ones.</summary>
    bool IsSwappedAway(DbException error);
}

/// <summary>A connection inside a transaction; disposing it without <see cref="Commit"/> rolls back.</summary>
internal sealed class WriteSession(DbConnection connection, DbTransaction transaction, IDisposable? writeLock = null)
    : IAsyncDisposable
{
    public DbConnection Connection { get; } = connection;

    public DbTransaction Transaction { get; } = transaction;

    public Task Commit(CancellationToken cancellation) => Transaction.CommitAsync(cancellation);

    public async ValueTask DisposeAsync()
    {
        await Transaction.DisposeAsync();
        await Connection.DisposeAsync();
        writeLock?.Dispose();
    }
}
