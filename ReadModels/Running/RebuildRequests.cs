using Dapper;

namespace PosSaga.ReadModels;

/// <summary>The requested or running rebuild of a model, or its last one.</summary>
internal sealed record RebuildRow
{
    public string Model { get; init; } = "";

    /// <summary>Of the process that requested it; one with an older version must not run it.</summary>
    public int SchemaVersion { get; init; }

    public int Forced { get; init; }

    public string State { get; init; } = "";

    public double Progress { get; init; }

    public string? Mismatch { get; init; }

    public string? Error { get; init; }

    public int Finished { get; init; }

    /// <summary>When the state began, in microseconds.</summary>
    public long Since { get; init; }
}

/// <summary>The table of rebuilds: any process requests one, one that runs projections makes it, and the request
/// outlives that process.</summary>
internal sealed class RebuildRequests(IReadStore store, TimeProvider clock)
{
    private const string Insert =
        "insert into rebuilds as r (model, schema_version, forced, state, progress, mismatch, error, finished, since) "
        + "values (@Model, @SchemaVersion, @Forced, @State, @Progress, @Mismatch, @Error, @Finished, @Since) "
        + "on conflict (model) do update set schema_version = excluded.schema_version, state = excluded.state, "
        + "progress = excluded.progress, mismatch = excluded.mismatch, error = excluded.error, "
        + "finished = excluded.finished, ";

    /// <summary>False while one is requested or running.</summary>
    public async Task<bool> Add(string model, int schemaVersion, bool force, CancellationToken cancellation) =>
        await Write(
            Insert + "since = excluded.since, forced = excluded.forced "
            + "where r.finished = 1 or r.schema_version <> excluded.schema_version",
            new RebuildRow
            {
                Model = model, SchemaVersion = schemaVersion, Forced = force ? 1 : 0, State = "requested",
            },
            cancellation) == 1;

    /// <summary>Stores the progress. Adds the row of a rebuild that nobody requested, because the tables have another
    /// schema version.</summary>
    public Task Save(
        string model, int schemaVersion, RebuildProgress progress, bool finished, CancellationToken cancellation) =>
        Write(
            Insert + "since = case when r.state = excluded.state then r.since else excluded.since end",
            new RebuildRow
            {
                Model = model, SchemaVersion = schemaVersion, Forced = 1, State = progress.State,
                Progress = progress.Progress, Mismatch = progress.Mismatch, Error = progress.Error,
                Finished = finished ? 1 : 0,
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

/// <summary>Stores the progress of one rebuild: each new state at once, progress once a second.</summary>
internal sealed class RebuildProgressReporter(LiveModel model, RebuildRequests requests, TimeProvider clock)
{
    private static readonly TimeSpan Spacing = TimeSpan.FromSeconds(1);

    private string _state = "";
    private long _savedAt;

    public Task Enter(string state, double progress, CancellationToken cancellation)
    {
        (_state, _savedAt) = (state, 0);
        return Save(progress, cancellation);
    }

    /// <param name="progress">0 to 1.</param>
    public async Task Save(double progress, CancellationToken cancellation)
    {
        if (_savedAt != 0 && clock.GetElapsedTime(_savedAt) < Spacing)
            return;
        var saved = new RebuildProgress(_state, Math.Round(Math.Min(progress, 1), 3), null);
        await requests.Save(model.Name, model.Projection.SchemaVersion, saved, finished: false, cancellation);
        _savedAt = clock.GetTimestamp();
    }
}
