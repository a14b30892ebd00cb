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
internal sealed class Standings(IReadStore store, bool alone, TimeProvider clock)
{
    // Nobody has told anything for so long: nobody runs the models.
    private static readonly TimeSpan SilenceMax = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan TellEvery = SilenceMax / 3;

    // An error that comes and goes must not turn every batch into a second transaction.
    private static readonly TimeSpan Spacing = TimeSpan.FromSeconds(1);

    private readonly Dictionary<string, (string Stopped, string? Error)> _told = [];
    private long _toldAt;

    /// <summary>Tells what has changed, and now and then that somebody is there.</summary>
    public async Task Tell(IReadOnlyList<LiveModel> models, CancellationToken cancellation)
    {
        var elapsed = _told.Count == 0 ? TimeSpan.MaxValue : clock.GetElapsedTime(_toldAt);
        if (elapsed < Spacing)
            return;
        var looks = models.Select(model => (model.Name, Look: model.Progress.Look()))
            .Select(one => (one.Name, one.Look.Since, Says: (string.Join(',', one.Look.Stopped), one.Look.Error))).ToList();
        // Where there is only one process it knows by itself that it is there.
        if (looks.All(one => _told.TryGetValue(one.Name, out var told) && told == one.Says)
            && (alone || elapsed < TellEvery))
            return;
        await using var session = await store.Begin(cancellation);
        var now = Micros.Of(clock.GetUtcNow());
        await session.Connection.ExecuteAsync(
            "insert into standings as s (model, stopped, error, since, told_at) "
            + "values (@Name, @Stopped, @Error, @Since, @now) on conflict (model) do update set "
            + "since = case when s.stopped = excluded.stopped and coalesce(s.error, '') = coalesce(excluded.error, '') "
            + "then s.since else excluded.since end, "
            + "stopped = excluded.stopped, error = excluded.error, told_at = excluded.told_at",
            looks.Select(one => new
            {
                one.Name, Stopped = one.Says.Item1, one.Says.Error, Since = Micros.Of(one.Since), now,
            }),
            session.Transaction);
        await session.Commit(cancellation);
        foreach (var one in looks)
            _told[one.Name] = one.Says;
        _toldAt = clock.GetTimestamp();
    }

    /// <summary>Another process runs them, and tells.</summary>
    public void Leave() => _told.Clear();

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
    public ModelLook Of(Standing? standing, long[] positions)
    {
        if (standing is null)
            return new ModelLook(false, positions, [], null, DateTimeOffset.UnixEpoch);
        if (alone || IsFresh(standing))
            return new ModelLook(
                false, positions, standing.StoppedPartitions, standing.Error, Micros.ToTime(standing.Since));
        var toldAt = Micros.ToTime(standing.ToldAt);
        return new ModelLook(
            false, positions, [.. Enumerable.Range(0, positions.Length)],
            $"No process has run the projections since {toldAt:u}.", toldAt);
    }
}
