namespace PosSaga.ReadModels;

/// <summary>Waits until read models hold a position, so that callers read their own writes. This process's own runner
/// signals it; where another process runs the models, it polls the database.</summary>
public sealed class ReadModelFreshness
{
    private static readonly TimeSpan PollEvery = TimeSpan.FromMilliseconds(25);

    private readonly ReadModelSet _set;
    private readonly TimeProvider _clock;

    internal ReadModelFreshness(ReadModelSet set, TimeProvider clock) => (_set, _clock) = (set, clock);

    /// <summary>Every event up to here is in every model; 0 in a process that does not run them.</summary>
    public long Reached =>
        _set.Models.Min(model => model.Progress.Status() is { IsOwned: true } status ? status.Positions.Min() : 0);

    /// <summary>True as soon as the model (all models for null) holds everything up to the position; false when
    /// patience runs out.</summary>
    public async Task<bool> WaitUntil(
        long position, TimeSpan patience, string? model = null, CancellationToken cancellation = default)
    {
        var wanted = _set.Models.Where(candidate => model is null || candidate.Name == model).ToList();
        if (wanted.Count == 0)
            throw new ArgumentException($"There is no read model '{model}'.", nameof(model));
        var deadline = _clock.GetUtcNow() + patience;
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
            var left = deadline - _clock.GetUtcNow();
            if (model.Progress.WaitFor(position) is { } reached)
                return await Within(model, reached, left, cancellation);
            if (await StoredPosition(model.Name, cancellation) >= position)
                return true;
            if (left <= TimeSpan.Zero)
                return false;
            await Task.Delay(left < PollEvery ? left : PollEvery, _clock, cancellation);
        }
    }

    private async Task<bool> Within(LiveModel model, Task reached, TimeSpan left, CancellationToken cancellation)
    {
        try
        {
            if (!reached.IsCompleted)
                await reached.WaitAsync(left > TimeSpan.Zero ? left : TimeSpan.Zero, _clock, cancellation);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
        finally
        {
            model.Progress.Remove(reached);
        }
    }

    private async Task<long> StoredPosition(string model, CancellationToken cancellation) =>
        (await _set.Generations.Live(cancellation)).TryGetValue(model, out var live)
            ? Positions.Parse(live.Positions).Min()
            : 0;
}
