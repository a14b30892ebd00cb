using Dapper;
using PosSaga.ReadModels.Storage;

namespace PosSaga.ReadModels.Running;

/// <summary>Waits for the models: woken by this process's own runners, asking the database where another one
/// runs.</summary>
internal sealed class Freshness(ReadModelSet set, IReadStore store, TimeProvider clock) : IFreshness
{
    private static readonly TimeSpan AskEvery = TimeSpan.FromMilliseconds(25);

    public long Reached =>
        set.Models.Min(model => model.Progress.Look() is { Owned: true } look ? look.Positions.Min() : 0);

    public async Task<bool> WaitUntil(
        long position, TimeSpan patience, string? model = null, CancellationToken cancellation = default)
    {
        var wanted = set.Models.Where(candidate => model is null || candidate.Name == model).ToList();
        if (wanted.Count == 0)
            throw new ArgumentException($"There is no read model '{model}'.", nameof(model));
        var deadline = clock.GetUtcNow() + patience;
        foreach (var one in wanted)
            if (!await WaitFor(one, position, deadline, cancellation))
                return false;
        return true;
    }

    private async Task<bool> WaitFor(
        LiveModel model, long position, DateTimeOffset deadline, CancellationToken cancellation)
    {
        while (true)
        {
            var left = deadline - clock.GetUtcNow();
            if (model.Progress.Reached(position) is { } reached)
                return await Within(model, reached, left, cancellation);
            if (await Stored(model.Name, cancellation) >= position)
                return true;
            if (left <= TimeSpan.Zero)
                return false;
            await Task.Delay(left < AskEvery ? left : AskEvery, clock, cancellation);
        }
    }

    private async Task<bool> Within(LiveModel model, Task reached, TimeSpan left, CancellationToken cancellation)
    {
        try
        {
            if (!reached.IsCompleted)
                await reached.WaitAsync(left > TimeSpan.Zero ? left : TimeSpan.Zero, clock, cancellation);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
        finally
        {
            model.Progress.Leave(reached);
        }
    }

    private async Task<long> Stored(string model, CancellationToken cancellation)
    {
        await using var connection = await store.Open(cancellation);
        var positions = await connection.QuerySingleOrDefaultAsync<string>(
            "select c.positions from checkpoints c "
            + "join generations g on g.model = c.model and g.generation = c.generation "
            + "where c.model = @model and g.live = 1", new { model });
        return positions is null ? 0 : Positions.Parse(positions).Min();
    }
}
