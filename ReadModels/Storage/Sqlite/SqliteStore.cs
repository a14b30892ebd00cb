using System.Data.Common;
using System.Text.Json;
using Dapper;
using Microsoft.Data.Sqlite;
using PosSaga.Journal;

namespace PosSaga.ReadModels;

/// <summary>Read models in a file of their own beside the journal: its writes never wait for the journal's
/// disk.</summary>
internal sealed class SqliteStore : IReadStore, IDisposable
{
    // SQLITE_SCHEMA.
    private const int SchemaChanged = 17;

    private readonly string _path;
    private readonly bool _disposable;
    private readonly string _connectionString;

    // SQLite has one writer at a time. Waiting here is fair; waiting inside SQLite is sleeping and retrying.
    private readonly SemaphoreSlim _writeLock = new(1, 1);
    private SqliteConnection? _writer;
    private readonly Dictionary<(Table Table, int Generation), SqliteStatement> _upserts = [];
    private SqliteStatement? _move;

    /// <param name="directory">Null for a journal in memory: then the file is a temporary one.</param>
    public SqliteStore(string? directory)
    {
        _disposable = directory is null;
        _path = directory is null
            ? Path.Combine(Path.GetTempPath(), $"possaga-{Guid.NewGuid():n}.db")
            : Path.Combine(directory, "read-models.db");
        _connectionString = new SqliteConnectionStringBuilder { DataSource = _path }.ConnectionString;
    }

    public async Task Migrate(CancellationToken cancellation)
    {
        await using var connection = await OpenWriter(cancellation);
        await connection.ExecuteAsync("pragma journal_mode = wal");
        SqliteMigrations.Apply(connection, typeof(SqliteStore).Assembly, ".Storage.Sqlite.Migrations.");
    }

    public async Task<DbConnection> Open(CancellationToken cancellation)
    {
        var connection = new SqliteConnection(_connectionString);
        await connection.OpenAsync(cancellation);
        return connection;
    }

    public Task<WriteSession> BeginExclusive(string model, CancellationToken cancellation) => Begin(cancellation);

    public async Task<WriteSession> Begin(CancellationToken cancellation)
    {
        await _writeLock.WaitAsync(cancellation);
        var connection = await OpenWriter(cancellation);
        return new WriteSession(connection, connection.BeginTransaction(deferred: false), new WriteLock(_writeLock));
    }

    public async Task<WriteSession> BeginSnapshot(CancellationToken cancellation)
    {
        var connection = await OpenWriter(cancellation);
        var session = new WriteSession(connection, connection.BeginTransaction(deferred: true));
        // SQLite takes the snapshot at the first read, not at "begin".
        await connection.ExecuteScalarAsync<long>("select count(*) from generations", transaction: session.Transaction);
        return session;
    }

    public async Task<bool> Commit(IReadOnlyList<Batch> batches, CancellationToken cancellation)
    {
        await _writeLock.WaitAsync(cancellation);
        try
        {
            _writer ??= await OpenWriter(cancellation);
            using var transaction = _writer.BeginTransaction(deferred: false);
            foreach (var batch in batches)
            {
                _move ??= new SqliteStatement(_writer, SqliteSql.Move);
                if (_move.Run(batch.Model, batch.Generation, batch.From, batch.To) != 1)
                    return false;
                foreach (var changes in batch.Changes)
                    Upsert(changes.Table, batch.Generation).RunEach(changes);
            }
            transaction.Commit();
            return true;
        }
        finally
        {
            _writeLock.Release();
        }
    }

    public async Task<IReadOnlyList<TRow>> Load<TRow>(
        Table<TRow> table, int generation, IReadOnlyList<string> by, IReadOnlyList<string[]> values,
        CancellationToken cancellation)
    {
        await using var connection = await Open(cancellation);
        return (await connection.QueryAsync<TRow>(
            SqliteSql.Load(table, generation, by), new { values = JsonSerializer.Serialize(values) })).AsList();
    }

    public string TypeName(ColumnType type) =>
        type is ColumnType.Text or ColumnType.Words ? "text" : "integer not null";

    // Rows are found by their key only: a second tree beside the primary key would be waste. A searchable table's key
    // is a number, which is its rowid.
    public string TableOptions(Table table) => table.Search is null ? " without rowid" : "";

    public string SearchIndex(Table table, int generation) => SqliteSql.SearchIndex(table, generation);

    public string View(Table table, int generation) => table.Search is null
        ? $"select * from {table.NameOf(generation)}"
        : SqliteSql.SearchView(table, generation);

    public string Drop(Table table, int generation) => table.Search is null
        ? $"drop table if exists {table.NameOf(generation)}"
        : $"drop table if exists {table.NameOf(generation)}_found; drop table if exists {table.NameOf(generation)}";

    public (string Condition, string Words) Matching(string words) =>
        ("found match @words", SqliteSql.SearchQuery(words));

    // SQLite prepares a statement again when the schema has changed, except when its FTS5 index is gone.
    public bool IsSwappedAway(DbException error) => error is SqliteException { SqliteErrorCode: SchemaChanged };

    public void Dispose()
    {
        _move?.Dispose();
        foreach (var upsert in _upserts.Values)
            upsert.Dispose();
        _writer?.Dispose();
        _writeLock.Dispose();
        using (var connection = new SqliteConnection(_connectionString))
            SqliteConnection.ClearPool(connection);
        if (!_disposable)
            return;
        foreach (var file in new[] { _path, _path + "-wal", _path + "-shm" })
            File.Delete(file);
    }

    private async Task<SqliteConnection> OpenWriter(CancellationToken cancellation)
    {
        var connection = (SqliteConnection)await Open(cancellation);
        // NORMAL: a power cut may lose the last batches, rows and checkpoint together; the next run does them again.
        await connection.ExecuteAsync(
            "pragma synchronous = normal; pragma wal_autocheckpoint = 4000; pragma temp_store = memory; "
            + "pragma cache_size = -32000");
        return connection;
    }

    private SqliteStatement Upsert(Table table, int generation)
    {
        if (_upserts.TryGetValue((table, generation), out var known))
            return known;
        // A rebuild has two generations under way; statements of older ones have no table any more.
        foreach (var old in _upserts.Keys.Where(key => key.Table == table && key.Generation < generation - 1).ToList())
        {
            _upserts[old].Dispose();
            _upserts.Remove(old);
        }
        return _upserts[(table, generation)] = new SqliteStatement(_writer!, SqliteSql.Upsert(table, generation));
    }

    private sealed class WriteLock(SemaphoreSlim semaphore) : IDisposable
    {
        public void Dispose() => semaphore.Release();
    }
}
