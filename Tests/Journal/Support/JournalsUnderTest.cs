using System.Data.Common;
using Microsoft.Data.Sqlite;
using Npgsql;
using PosSaga.Journal;
using PosSaga.Load;

namespace PosSaga.Tests.Journal;

/// <summary>One of the stores behind the contract: makes a journal, and lays hands on its tables as an intruder
/// would.</summary>
public abstract class JournalUnderTest : IAsyncDisposable
{
    private readonly List<JournalSystem> _open = [];

    /// <summary>Opens the same journal; a second time as a second process or a restart would.</summary>
    public async Task<JournalSystem> Open(Action<JournalOptions>? configure = null)
    {
        var options = new JournalOptions
        {
            ConnectionString = await ConnectionString(),
            AllowDevelopmentMasterKey = true,
            RetryDelayMin = TimeSpan.FromMilliseconds(1),
            RetryDelayMax = TimeSpan.FromMilliseconds(5),
        };
        configure?.Invoke(options);
        var journal = Create(options);
        _open.Add(journal);
        await journal.Migrate();
        return journal;
    }

    public virtual async ValueTask DisposeAsync()
    {
        foreach (var journal in _open)
            await journal.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    protected abstract Task<string> ConnectionString();

    protected virtual JournalSystem Create(JournalOptions options) => JournalSystem.Create(options);

    /// <summary>Changes one byte of an event's data, past the triggers.</summary>
    public abstract Task ChangeByte(long position);

    /// <summary>Removes events, past the triggers; the heads stay.</summary>
    public abstract Task Remove(string stream, long afterVersion);

    /// <summary>Exchanges the contents of two events.</summary>
    public abstract Task Swap(long one, long other);
}

public sealed class MemoryUnderTest : JournalUnderTest
{
    private InMemoryJournal? _journal;

    protected override Task<string> ConnectionString() => Task.FromResult("Memory");

    protected override JournalSystem Create(JournalOptions options) =>
        (_journal ??= new InMemoryJournal(options, TimeProvider.System)).System;

    public override Task ChangeByte(long position) => Replace(position, e =>
    {
        var data = e.Data.ToArray();
        data[^2] ^= 1;
        return e with { Data = data };
    });

    public override Task Remove(string stream, long afterVersion)
    {
        _journal!.Events.RemoveAll(e => e.Stream == stream && e.Version > afterVersion);
        return Task.CompletedTask;
    }

    public override async Task Swap(long one, long other)
    {
        var (a, b) = (_journal!.Events[(int)one - 1], _journal.Events[(int)other - 1]);
        await Replace(one, e => e with { Data = b.Data, Hash = b.Hash });
        await Replace(other, e => e with { Data = a.Data, Hash = a.Hash });
    }

    private Task Replace(long position, Func<RecordedEvent, RecordedEvent> change)
    {
        _journal!.Events[(int)position - 1] = change(_journal.Events[(int)position - 1]);
        return Task.CompletedTask;
    }
}

public abstract class DatabaseUnderTest(string table) : JournalUnderTest
{
    public override Task ChangeByte(long position) =>
        Tamper($"update {table} set data = replace(data, '\"n\":', '\"m\":') where position = {position}");

    public override Task Remove(string stream, long afterVersion) =>
        Tamper($"delete from {table} where stream = '{stream}' and version > {afterVersion}");

    public override Task Swap(long one, long other) => Tamper($"""
        update {table} set data = (select o.data from {table} o where o.position = {one} + {other} - {table}.position),
                           hash = (select o.hash from {table} o where o.position = {one} + {other} - {table}.position)
        where position in ({one}, {other})
        """.Replace("journal.events.position", "events.position", StringComparison.Ordinal));

    /// <summary>Runs SQL with the triggers off.</summary>
    public abstract Task Tamper(string sql);

    /// <summary>Runs SQL as anybody could.</summary>
    public abstract Task<DbConnection> Connect();

    public async Task<object?> Scalar(string sql)
    {
        await using var connection = await Connect();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        return await command.ExecuteScalarAsync();
    }
}

public sealed class SqliteUnderTest() : DatabaseUnderTest("events")
{
    public string Directory { get; } = Path.Combine(Path.GetTempPath(), $"pos-saga-test-{Guid.NewGuid():N}", "journal");

    protected override Task<string> ConnectionString() => Task.FromResult($"Data Source={Directory}");

    public override async Task Tamper(string sql)
    {
        // In SQLite an intruder drops the triggers; SQL inside a swap sees its own changes, so it works on a copy.
        await Scalar("drop trigger if exists events_no_update; drop trigger if exists events_no_delete;");
        var copied = sql.Replace("from events o", "from copy o", StringComparison.Ordinal);
        await Scalar(copied != sql ? $"create temp table copy as select * from events; {copied}" : sql);
    }

    public override async Task<DbConnection> Connect()
    {
        var connection = new SqliteConnection($"Data Source={Path.Combine(Directory, "journal.db")};Pooling=false");
        await connection.OpenAsync();
        return connection;
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        if (System.IO.Directory.Exists(Directory))
            System.IO.Directory.Delete(Path.GetDirectoryName(Directory)!, recursive: true);
    }
}

public sealed class PostgresUnderTest() : DatabaseUnderTest("journal.events")
{
    private PostgresDatabase? _database;

    protected override async Task<string> ConnectionString() =>
        (_database ??= await PrivatePostgres.NewDatabase()).ConnectionString;

    public override Task Tamper(string sql) => Scalar($"set session_replication_role = replica; {sql}");

    public override async Task<DbConnection> Connect()
    {
        var connection = new NpgsqlConnection(await ConnectionString() + ";Pooling=false");
        await connection.OpenAsync();
        return connection;
    }
}
