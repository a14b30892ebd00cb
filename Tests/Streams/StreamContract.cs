using System.Data.Common;
using Microsoft.Data.Sqlite;
using Npgsql;
using PosSaga.Journal.Providers;
using PosSaga.Tests.Journal;

namespace PosSaga.Tests.Streams;

/// <summary>A journal in a database, and processes that come and go over it.</summary>
public abstract class StreamContract(StreamDatabase database) : IAsyncLifetime
{
    private readonly List<StreamSide> _open = [];

    internal StreamSide Side { get; set; } = null!;

    internal ProbeControl Control { get; } = new();

    public async Task InitializeAsync()
    {
        await database.Create();
        Side = await Open();
    }

    public async Task DisposeAsync()
    {
        foreach (var side in Enumerable.Reverse(_open))
            await side.DisposeAsync();
    }

    /// <summary>Each process is a cluster of its own, and believes to be the only one.</summary>
    internal async Task<StreamSide> Open(bool deliver = true, Action<StreamOptions>? configure = null)
    {
        var side = await StreamSide.Open(database.ConnectionString, Control, deliver, configure);
        _open.Add(side);
        return side;
    }

    /// <param name="meanwhile">Happens in a process that delivers nothing.</param>
    internal async Task Restart(
        Func<StreamSide, Task>? meanwhile = null, Action<StreamOptions>? configure = null)
    {
        await Close(Side);
        if (meanwhile is not null)
        {
            var onlooker = await Open(deliver: false);
            await meanwhile(onlooker);
            await Close(onlooker);
        }
        Side = await Open(configure: configure);
    }

    /// <summary>A process that died before its checkpoints were stored; its handled events are in the
    /// journal.</summary>
    internal async Task CrashBeforeTheCheckpoints()
    {
        await Close(Side);
        await database.ForgetCheckpoints();
        Side = await Open();
    }

    internal async Task Close(StreamSide side)
    {
        _open.Remove(side);
        await side.DisposeAsync();
    }
}

public abstract class StreamDatabase
{
    public string ConnectionString { get; protected set; } = "";

    public abstract Task Create();

    public abstract Task ForgetCheckpoints();

    protected static async Task Execute(DbConnection connection, string sql)
    {
        await using var opened = connection;
        await opened.OpenAsync();
        await using var command = opened.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }
}

public sealed class StreamsInSqlite : StreamDatabase
{
    private readonly string _directory = Path.Combine(Path.GetTempPath(), $"pos-saga-streams-{Guid.NewGuid():N}");

    public override Task Create()
    {
        ConnectionString = $"Data Source={_directory}";
        return Task.CompletedTask;
    }

    public override Task ForgetCheckpoints() => Execute(
        new SqliteConnection($"Data Source={Path.Combine(_directory, "journal.db")};Pooling=false"),
        "delete from checkpoints");
}

public sealed class StreamsInPostgres : StreamDatabase
{
    public override async Task Create() => ConnectionString = (await PrivatePostgres.NewDatabase()).ConnectionString;

    public override Task ForgetCheckpoints() => Execute(
        new NpgsqlConnection(ConnectionString + ";Pooling=false"), "delete from journal.checkpoints");
}
