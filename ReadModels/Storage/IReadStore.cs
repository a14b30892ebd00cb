using System.Data.Common;

namespace PosSaga.ReadModels.Storage;

/// <summary>Where a generation of a model stands in one partition.</summary>
internal readonly record struct Move(int Partition, long From, long To);

/// <summary>One transaction of a projection: its checkpoints move by compare-and-set, and with them its rows.</summary>
internal sealed record Batch(string Model, int Generation, IReadOnlyList<Move> Moves, IReadOnlyList<Changes> Changes);

/// <summary>The database of the read models, where the dialects differ.</summary>
internal interface IReadStore
{
    /// <summary>Makes the tables that are no model's own: checkpoints and generations.</summary>
    Task Migrate(CancellationToken cancellation);

    /// <summary>A connection for queries, positioned so that plain names are the read models'.</summary>
    Task<DbConnection> Open(CancellationToken cancellation);

    /// <summary>A transaction that keeps every other writer of the given model out until it ends.</summary>
    Task<WriteSession> BeginExclusive(string model, CancellationToken cancellation);

    /// <summary>A transaction that sees one moment of the whole database and disturbs nobody.</summary>
    Task<WriteSession> BeginSnapshot(CancellationToken cancellation);

    /// <summary>False when a checkpoint was not where the batch says: somebody else moved it, nothing was written.</summary>
    Task<bool> Commit(Batch batch, CancellationToken cancellation);

    /// <summary>Rows by key; a key has one text per key column. Unknown keys are left out.</summary>
    Task<IReadOnlyList<TRow>> Load<TRow>(
        Table<TRow> table, int generation, IReadOnlyList<string[]> keys, CancellationToken cancellation);

    string TypeName(ColumnType type);

    /// <summary>What follows the columns of a table that is updated often.</summary>
    string TableOptions(Table table);
}

/// <summary>A connection inside a transaction; disposing it without <see cref="Commit"/> rolls back.</summary>
internal sealed class WriteSession(DbConnection connection, DbTransaction transaction, IDisposable? gate = null)
    : IAsyncDisposable
{
    public DbConnection Connection { get; } = connection;

    public DbTransaction Transaction { get; } = transaction;

    public Task Commit(CancellationToken cancellation) => Transaction.CommitAsync(cancellation);

    public async ValueTask DisposeAsync()
    {
        await Transaction.DisposeAsync();
        await Connection.DisposeAsync();
        gate?.Dispose();
    }
}
