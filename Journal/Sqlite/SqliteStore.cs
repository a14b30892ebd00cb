using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;

namespace PosSaga.Journal;

/// <summary>The journal in one SQLite file: one connection writes, the others read.</summary>
internal sealed partial class SqliteStore(string directory) : IJournalStore
{
    private readonly ConcurrentBag<SqliteConnection> _readers = [];
    private readonly SemaphoreSlim _writing = new(1);
    private SqliteDirectory? _files;
    private SqliteConnection? _writer;
    private AppendStatements? _append;

    // Busy, locked, I/O error, disk full, cannot open: an operator can resolve each of them.
    public bool IsTransient(Exception error) =>
        error is SqliteException { SqliteErrorCode: 5 or 6 or 10 or 13 or 14 } or IOException;

    public Task Migrate(CancellationToken cancellation)
    {
        if (_files is not null)
            return Task.CompletedTask;
        _files = SqliteDirectory.Lock(directory);
        _writer = Connect(SqliteOpenMode.ReadWriteCreate);
        // With synchronous = normal a power failure may lose the last acknowledged commits.
        Run(_writer, "pragma journal_mode = wal; pragma synchronous = full;");
        SqliteMigrations.Apply(_writer, typeof(SqliteStore).Assembly, ".Sqlite.Migrations.");
        _append = new AppendStatements(_writer);
        return Task.CompletedTask;
    }

    public Task<long> Head(CancellationToken cancellation) => Read(connection =>
    {
        using var command = connection.CreateCommand();
        command.CommandText = "select coalesce(max(position), 0) from events";
        return (long)command.ExecuteScalar()!;
    }, cancellation);

    /// <summary>SQLite's calls block, so they run on the thread pool and not on a grain's scheduler.</summary>
    public Task<T> Read<T>(Func<SqliteConnection, T> query, CancellationToken cancellation) => Task.Run(() =>
    {
        if (!_readers.TryTake(out var connection))
            connection = Connect(SqliteOpenMode.ReadWrite);
        try
        {
            return query(connection);
        }
        finally
        {
            _readers.Add(connection);
        }
    }, cancellation);

    public async Task<T> Write<T>(Func<SqliteConnection, T> change, CancellationToken cancellation)
    {
        await _writing.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            return await Task.Run(() => change(Writer), cancellation).ConfigureAwait(false);
        }
        finally
        {
            _writing.Release();
        }
    }

    private SqliteConnection Writer =>
        _writer ?? throw new InvalidOperationException("The journal is not open: migrate first.");

    private SqliteConnection Connect(SqliteOpenMode mode)
    {
        var files = _files ?? throw new InvalidOperationException("The journal is not open: migrate first.");
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = files.Journal, Mode = mode, Pooling = false, DefaultTimeout = 5,
        }.ConnectionString);
        connection.Open();
        // Without recursive triggers "insert or replace" deletes a row although a trigger refuses deletes.
        Run(connection, "pragma recursive_triggers = on; pragma busy_timeout = 5000;");
        return connection;
    }

    private static void Run(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    public ValueTask DisposeAsync()
    {
        _append?.Dispose();
        while (_readers.TryTake(out var reader))
            reader.Dispose();
        _writer?.Dispose();
        _files?.Dispose();
        _writing.Dispose();
        return ValueTask.CompletedTask;
    }
}
