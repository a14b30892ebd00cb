using Dapper;
using PosSaga.ReadModels.Storage;

namespace PosSaga.ReadModels.Running;

/// <summary>The rebuild of one model that is asked for or under way, or the last one.</summary>
internal sealed record RebuildRow
{
    public string Model { get; init; } = "";

    /// <summary>Of the program that asked: an older one must not make it.</summary>
    public int SchemaVersion { get; init; }

    public int Forced { get; init; }

    public string State { get; init; } = "";

    public double Progress { get; init; }

    public string? Mismatch { get; init; }

    public string? Error { get; init; }

    public int Finished { get; init; }

    /// <summary>Since when it is in this state.</summary>
    public long Since { get; init; }
}

/// <summary>Rebuilds as the database knows them: asked for in any process, made in one that runs projections, and not
/// forgotten when that one dies.</summary>
internal sealed class RebuildRequests(IReadStore store, TimeProvider clock)
{
    private const string Insert =
        "insert into rebuilds as r (model, schema_version, forced, state, progress, mismatch, error, finished, since) "
        + "values (@Model, @SchemaVersion, @Forced, @State, @Progress, @Mismatch, @Error, @Finished, @Since) "
        + "on conflict (model) do update set schema_version = excluded.schema_version, state = excluded.state, "
        + "progress = excluded.progress, mismatch = excluded.mismatch, error = excluded.error, "
        + "finished = excluded.finished, ";

    /// <summary>False while one is asked for or under way.</summary>
    public async Task<bool> Add(string model, int schemaVersion, bool force, CancellationToken cancellation) =>
        await Write(
            Insert + "since = excluded.since, forced = excluded.forced "
            + "where r.finished = 1 or r.schema_version <> excluded.schema_version",
            new RebuildRow
            {
                Model = model, SchemaVersion = schemaVersion, Forced = force ? 1 : 0, State = "requested",
            },
            cancellation) == 1;

    /// <summary>How far it is; one that nobody asked for, since the tables are another version's, is there from now
    /// on.</summary>
    public Task Tell(
        string model, int schemaVersion, RebuildProgress told, bool finished, CancellationToken cancellation) => Write(
        Insert + "since = case when r.state = excluded.state then r.since else excluded.since end",
        new RebuildRow
        {
            Model = model, SchemaVersion = schemaVersion, Forced = 1, State = told.State, Progress = told.Progress,
            Mismatch = told.Mismatch, Error = told.Error, Finished = finished ? 1 : 0,
        },
        cancellation);

    public async Task<IReadOnlyDictionary<string, RebuildRow>> All(CancellationToken cancellation)
    {
        await using var connection = await store.Open(cancellation);
        return (await connection.QueryAsync<RebuildRow>(
            new CommandDefinition("select * from rebuilds", cancellationToken: cancellation)))
            .ToDictionary(row => row.Model);
    }

    private async Task<int> Write(string sql, RebuildRow row, CancellationToken cancellation)
    {
        await using var session = await store.Begin(cancellation);
        var written = await session.Connection.ExecuteAsync(
            sql, row with { Since = Micros.Of(clock.GetUtcNow()) }, session.Transaction);
        await session.Commit(cancellation);
        return written;
    }
}
