using Microsoft.Extensions.Logging;
using PosSaga.Journal;
using PosSaga.ReadModels.Storage;

namespace PosSaga.ReadModels.Running;

/// <summary>Takes requests for rebuilds in any process, and makes them in those that run projections.</summary>
internal sealed class Rebuilds : IProjectionRebuild
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    private readonly ReadModelSet _set;
    private readonly RebuildRequests _requests;
    private readonly TimeProvider _clock;
    private readonly ILogger<Rebuilds> _log;
    private readonly Wakeup _asked = new();
    private readonly IReadOnlyList<ModelRebuilds> _models;

    public Rebuilds(
        ReadModelSet set, Generations generations, IReadStore store, IJournalFeed feed, Erasures erasures,
        ILeases leases, RebuildRequests requests, ReadModelOptions options, TimeProvider clock, ILogger<Rebuilds> log)
    {
        (_set, _requests, _clock, _log) = (set, requests, clock, log);
        _models = [.. set.Models.Select(model => new ModelRebuilds(
            model, Of, generations, requests, leases, options, clock, log))];

        Rebuild Of(LiveModel model) => new(
            model, generations, store, feed, erasures, new RebuildReport(model, requests, clock), options, clock);
    }

    public async Task<RebuildRequest> Start(
        string name, bool force = false, CancellationToken cancellation = default)
    {
        if (_set.Find(name) is not { } model)
            return RebuildRequest.UnknownProjection;
        if (!await _requests.Add(name, model.Projection.SchemaVersion, force, cancellation))
            return RebuildRequest.AlreadyRunning;
        _asked.Signal();
        return RebuildRequest.Started;
    }

    /// <summary>Until the process stops.</summary>
    public async Task Run(CancellationToken cancellation)
    {
        try
        {
            while (true)
            {
                await Look(cancellation);
                await _asked.Pause(LookEvery, _clock, cancellation);
            }
        }
        finally
        {
            await Task.WhenAll(_models.Select(model => model.Work));
        }
    }

    /// <summary>Begins what is due.</summary>
    public async Task Look(CancellationToken cancellation)
    {
        try
        {
            var requests = await _requests.All(cancellation);
            foreach (var model in _models)
                await model.Begin(requests.GetValueOrDefault(model.Name), cancellation);
        }
        catch (Exception error) when (!cancellation.IsCancellationRequested)
        {
            // The database is away, most likely: the projections say so louder, and the next look is soon.
            _log.LogWarning(error, "It cannot be looked which rebuilds are due.");
        }
    }
}
