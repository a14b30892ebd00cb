using Dapper;

namespace PosSaga.ReadModels;

/// <summary>A model's status as the process that runs it stored it last.</summary>
internal sealed record StoredStatus
{
    public string Model { get; init; } = "";

    /// <summary>See <see cref="ModelStatus.Stopped"/>; numbers with commas.</summary>
    public string Stopped { get; init; } = "";

    public string? Error { get; init; }

    /// <summary>See <see cref="ModelStatus.Since"/>; microseconds.</summary>
    public long Since { get; init; }

    public long ToldAt { get; init; }

    public IReadOnlyList<int> StoppedPartitions => [.. Stopped.Length == 0 ? [] : Stopped.Split(',').Select(int.Parse)];
}

/// <summary>Stores the models' status in the database, so that every process answers the same, also a front end without
/// a silo.</summary>
/// <param name="alone">No other process can open the database.</param>
internal sealed class ProjectionStatusStore(IReadStore store, bool alone, TimeProvider clock)
{
    // A status older than this is that of a process that has died.
    private static readonly TimeSpan SilenceMax = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan SaveEvery = SilenceMax / 3;

    // An error that comes and goes must not turn every batch into a second transaction.
    private static readonly TimeSpan CheckEvery = TimeSpan.FromSeconds(1);

    private readonly Dictionary<string, (string Stopped, string? Error)> _saved = [];
    private long _checkedAt;
    private long _savedAt;

    /// <summary>Stores changes, and every few seconds the time, as a sign of life.</summary>
    /// <param name="ours">False when another process runs the models and stores their status.</param>
    public async Task Save(IReadOnlyList<LiveModel> models, bool ours, CancellationToken cancellation)
    {
        if (!ours)
        {
            _saved.Clear();
            return;
        }
        if (_saved.Count > 0 && clock.GetElapsedTime(_checkedAt) < CheckEvery)
            return;
        _checkedAt = clock.GetTimestamp();
        var now = Micros.Of(clock.GetUtcNow());
        var statuses = models.Select(model => Now(model, now)).ToList();
        var isChanged = statuses.Any(one => _saved.GetValueOrDefault(one.Model) != (one.Stopped, one.Error));
        // A process that is alone needs no sign of life.
        if (!isChanged && (alone || clock.GetElapsedTime(_savedAt) < SaveEvery))
            return;
        await Write(statuses, cancellation);
        foreach (var one in statuses)
            _saved[one.Model] = (one.Stopped, one.Error);
        _savedAt = _checkedAt;
    }

    public async Task<IReadOnlyDictionary<string, StoredStatus>> All(CancellationToken cancellation)
    {
        await using var connection = await store.Open(cancellation);
        return (await connection.QueryAsync<StoredStatus>(
            new CommandDefinition("select * from standings", cancellationToken: cancellation)))
            .ToDictionary(status => status.Model);
    }

    /// <summary>False once the process that stored it counts as dead.</summary>
    public bool IsFresh(StoredStatus status) =>
        !alone && clock.GetUtcNow() - Micros.ToTime(status.ToldAt) <= SilenceMax;

    /// <param name="status">Null where an older version runs the model, which stores none.</param>
    /// <param name="positions">As they are stored.</param>
    public ModelStatus Of(StoredStatus? status, long[] positions)
    {
        if (status is null)
            return new ModelStatus(false, positions, [], null, DateTimeOffset.UnixEpoch);
        if (alone || IsFresh(status))
            return new ModelStatus(
                false, positions, status.StoppedPartitions, status.Error, Micros.ToTime(status.Since));
        var toldAt = Micros.ToTime(status.ToldAt);
        return new ModelStatus(
            false, positions, [.. Enumerable.Range(0, positions.Length)],
            $"No process has run the projections since {toldAt:u}.", toldAt);
    }

    private static StoredStatus Now(LiveModel model, long now)
    {
        var status = model.Progress.Status();
        return new StoredStatus
        {
            Model = model.Name, Stopped = string.Join(',', status.Stopped), Error = status.Error,
            Since = Micros.Of(status.Since), ToldAt = now,
        };
    }

    private async Task Write(List<StoredStatus> statuses, CancellationToken cancellation)
    {
        await using var session = await store.Begin(cancellation);
        await session.Connection.ExecuteAsync(
            "insert into standings as s (model, stopped, error, since, told_at) "
            + "values (@Model, @Stopped, @Error, @Since, @ToldAt) on conflict (model) do update set "
            + "since = case when s.stopped = excluded.stopped and coalesce(s.error, '') = coalesce(excluded.error, '') "
            + "then s.since else excluded.since end, "
            + "stopped = excluded.stopped, error = excluded.error, told_at = excluded.told_at",
            statuses, session.Transaction);
        await session.Commit(cancellation);
    }
}
