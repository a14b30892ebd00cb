using Dapper;
using PosSaga.ReadModels.Storage;

namespace PosSaga.ReadModels.Running;

/// <summary>How a model stands, as the process that runs it told last.</summary>
internal sealed record Standing
{
    public string Model { get; init; } = "";

    /// <summary>Partitions that do not go on by themselves, with commas.</summary>
    public string Stopped { get; init; } = "";

    public string? Error { get; init; }

    /// <summary>Since when it stands so.</summary>
    public long Since { get; init; }

    public long ToldAt { get; init; }

    public IReadOnlyList<int> StoppedPartitions => [.. Stopped.Length == 0 ? [] : Stopped.Split(',').Select(int.Parse)];
}

/// <summary>How the models stand, told in the database by the one process that runs them: whoever is asked, be it a
/// front end without a silo, answers the same.</summary>
internal sealed class ProjectionStatusStore(IReadStore store, bool alone, TimeProvider clock)
{
    // Nobody has told anything for so long: nobody runs the models.
    private static readonly TimeSpan SilenceMax = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan TellEvery = SilenceMax / 3;

    // An error that comes and goes must not turn every batch into a second transaction.
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    private readonly Dictionary<string, (string Stopped, string? Error)> _told = [];
    private long _lookedAt;
    private long _toldAt;

    /// <summary>Tells what has changed, and now and then that somebody is there.</summary>
    /// <param name="ours">False when another process runs them, and tells.</param>
    public async Task Tell(IReadOnlyList<LiveModel> models, bool ours, CancellationToken cancellation)
    {
        if (!ours)
        {
            _told.Clear();
            return;
        }
        if (_told.Count > 0 && clock.GetElapsedTime(_lookedAt) < LookEvery)
            return;
        _lookedAt = clock.GetTimestamp();
        var now = Micros.Of(clock.GetUtcNow());
        var standings = models.Select(model => Now(model, now)).ToList();
        var isNews = standings.Any(one => _told.GetValueOrDefault(one.Model) != (one.Stopped, one.Error));
        // Where there is only one process it knows by itself that it is there.
        if (!isNews && (alone || clock.GetElapsedTime(_toldAt) < TellEvery))
            return;
        await Write(standings, cancellation);
        foreach (var one in standings)
            _told[one.Model] = (one.Stopped, one.Error);
        _toldAt = _lookedAt;
    }

    public async Task<IReadOnlyDictionary<string, Standing>> All(CancellationToken cancellation)
    {
        await using var connection = await store.Open(cancellation);
        return (await connection.QueryAsync<Standing>(
            new CommandDefinition("select * from standings", cancellationToken: cancellation)))
            .ToDictionary(standing => standing.Model);
    }

    /// <summary>Whether whoever told it is still there.</summary>
    public bool IsFresh(Standing standing) =>
        !alone && clock.GetUtcNow() - Micros.ToTime(standing.ToldAt) <= SilenceMax;

    /// <param name="standing">Null where an older program runs the model, which does not tell.</param>
    /// <param name="positions">As they are stored.</param>
    public ProjectionStatus Of(Standing? standing, long[] positions)
    {
        if (standing is null)
            return new ProjectionStatus(false, positions, [], null, DateTimeOffset.UnixEpoch);
        if (alone || IsFresh(standing))
            return new ProjectionStatus(
                false, positions, standing.StoppedPartitions, standing.Error, Micros.ToTime(standing.Since));
        var toldAt = Micros.ToTime(standing.ToldAt);
        return new ProjectionStatus(
            false, positions, [.. Enumerable.Range(0, positions.Length)],
            $"No process has run the projections since {toldAt:u}.", toldAt);
    }

    private static Standing Now(LiveModel model, long now)
    {
        var look = model.Progress.Look();
        return new Standing
        {
            Model = model.Name, Stopped = string.Join(',', look.Stopped), Error = look.Error,
            Since = Micros.Of(look.Since), ToldAt = now,
        };
    }

    private async Task Write(List<Standing> told, CancellationToken cancellation)
    {
        await using var session = await store.Begin(cancellation);
        await session.Connection.ExecuteAsync(
            "insert into standings as s (model, stopped, error, since, told_at) "
            + "values (@Model, @Stopped, @Error, @Since, @ToldAt) on conflict (model) do update set "
            + "since = case when s.stopped = excluded.stopped and coalesce(s.error, '') = coalesce(excluded.error, '') "
            + "then s.since else excluded.since end, "
            + "stopped = excluded.stopped, error = excluded.error, told_at = excluded.told_at",
            told, session.Transaction);
        await session.Commit(cancellation);
    }
}
