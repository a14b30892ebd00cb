using System.Data.Common;

namespace PosSaga.ReadModels.Storage;

/// <summary>One model's share of a transaction: its checkpoint moves by compare-and-set, and with it its
/// rows.</summary>
/// <param name="From">See <see cref="Positions"/>.</param>
internal sealed record Batch(string Model, int Generation, string From, string To, IReadOnlyList<Changes> Changes);

/// <summary>The database of the read models, where the dialects differ.</summary>
internal interface IReadStore
{
    /// <summary>Makes the tables that are no model's own: checkpoints and generations.</summary>
    Task Migrate(CancellationToken cancellation);

    /// <summary>A connection for queries, positioned so that plain names are the read models'.</summary>
    Task<DbConnection> Open(CancellationToken cancellation);

    /// <summary>The same for queries that one plan serves, whatever their values: they are planned once.</summary>
    Task<DbConnection> OpenGenericPlan(CancellationToken cancellation);

    /// <summary>A transaction for tables that nobody else writes.</summary>
    Task<WriteSession> Begin(CancellationToken cancellation);

    /// <summary>A transaction that keeps every other writer of the given model out until it ends.</summary>
    Task<WriteSession> BeginExclusive(string model, CancellationToken cancellation);

    /// <summary>A transaction that sees one moment of the whole database and disturbs nobody.</summary>
    Task<WriteSession> BeginSnapshot(CancellationToken cancellation);

    /// <summary>One transaction. False when a checkpoint was not where its batch says: somebody else moved it, nothing
    /// was written.</summary>
    Task<bool> Commit(IReadOnlyList<Batch> batches, CancellationToken cancellation);

    /// <summary>Rows whose columns <paramref name="by"/>, all texts and all in one index, have one of the given
    /// values.</summary>
    Task<IReadOnlyList<TRow>> Load<TRow>(
        Table<TRow> table, int generation, IReadOnlyList<string> by, IReadOnlyList<string[]> values,
        CancellationToken cancellation);

    string TypeName(ColumnType type);

    /// <summary>What follows the columns of a table that is updated often.</summary>
    string TableOptions(Table table);

    /// <summary>Makes what <see cref="Found"/> needs; like an index, before or after the rows are there.</summary>
    string SearchIndex(Table table, int generation);

    /// <summary>What the plain name of a table shows. Of a searchable one also its column <c>found</c>.</summary>
    string View(Table table, int generation);

    string Drop(Table table, int generation);

    /// <summary>How to find the claims that have all the words.</summary>
    /// <param name="words">Of <see cref="Projections.SearchWords.Asked"/>, at least one.</param>
    /// <param name="scope">Null where several things narrow the search: then the database decides.</param>
    SearchCondition Found(string words, SearchScope? scope);

    /// <summary>A query met tables that a swap took away that very moment; asked again, it finds those in their
    /// place.</summary>
    bool IsSwappedAway(DbException error);
}

/// <param name="Parameters">What <paramref name="Sql"/> names.</param>
internal sealed record SearchCondition(string Sql, params (string Name, object? Value)[] Parameters)
{
    public string Table { get; init; } = "claim_texts";

    /// <summary>Newest first.</summary>
    public string Order { get; init; } = "position desc";

    /// <summary>Table, condition and order leave one way to find it.</summary>
    public bool IsSettled { get; init; }
}

/// <summary>The newest <paramref name="Max"/> of what a tenant has.</summary>
/// <param name="Narrowing">Column and value; null for all.</param>
internal sealed record SearchScope(string Tenant, int Max, (string Column, string Value)? Narrowing);

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
