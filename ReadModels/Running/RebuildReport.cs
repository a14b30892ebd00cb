namespace PosSaga.ReadModels.Running;

/// <summary>How far one rebuild is, for the database: each new state at once, progress now and then.</summary>
internal sealed class RebuildReport(LiveModel model, RebuildRequests requests, TimeProvider clock)
{
    private static readonly TimeSpan Spacing = TimeSpan.FromSeconds(1);

    private string _state = "";
    private long _toldAt;

    public Task Enter(string state, double progress, CancellationToken cancellation)
    {
        (_state, _toldAt) = (state, 0);
        return Tell(progress, cancellation);
    }

    /// <param name="progress">0 to 1.</param>
    public async Task Tell(double progress, CancellationToken cancellation)
    {
        if (_toldAt != 0 && clock.GetElapsedTime(_toldAt) < Spacing)
            return;
        var told = new RebuildProgress(_state, Math.Round(Math.Min(progress, 1), 3), null);
        await requests.Tell(model.Name, model.Projection.SchemaVersion, told, finished: false, cancellation);
        _toldAt = clock.GetTimestamp();
    }
}
