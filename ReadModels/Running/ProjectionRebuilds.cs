using System.Data.Common;
using Microsoft.Extensions.Logging;
using PosSaga.Journal;

namespace PosSaga.ReadModels;

public enum RebuildRequest { Started, AlreadyRunning, UnknownProjection }

/// <summary>Takes requests for rebuilds in any process, and runs them in those that run projections.</summary>
public sealed class ProjectionRebuilds
{
    private static readonly TimeSpan CheckEvery = TimeSpan.FromSeconds(1);

    private readonly ReadModelSet _set;
    private readonly RebuildRequests _requests;
    private readonly TimeProvider _clock;
    private readonly ILogger<ProjectionRebuilds> _log;
    private readonly Wakeup _requested = new();
    private readonly IReadOnlyList<ModelRebuilds> _models;

    internal ProjectionRebuilds(
        ReadModelSet set, IJournalFeed feed, ILeases leases, RebuildRequests requests, ReadModelOptions options,
        TimeProvider clock, ILogger<ProjectionRebuilds> log)
    {
        (_set, _requests, _clock, _log) = (set, requests, clock, log);
        _models = [.. set.Models.Select(model => new ModelRebuilds(
            model, NewRebuild, set.Generations, requests, leases, options, clock, log))];

        Rebuild NewRebuild(LiveModel model) => new(
            model, set.Generations, set.Store, feed, set.Erasures,
            new RebuildProgressReporter(model, requests, clock), options, clock);
    }

    /// <summary>Requests that new tables are built beside the live ones, compared and swapped. The rebuild runs in the
    /// background, in a process that runs projections, and in another one if that dies;
    /// <see cref="ProjectionStatusQueries"/> has its progress.</summary>
    /// <param name="force">Swap even when rows differ.</param>
    public async Task<RebuildRequest> Start(
        string name, bool force = false, CancellationToken cancellation = default)
    {
        if (_set.Find(name) is not { } model)
            return RebuildRequest.UnknownProjection;
        if (!await _requests.Add(name, model.Projection.SchemaVersion, force, cancellation))
            return RebuildRequest.AlreadyRunning;
        _requested.Signal();
        return RebuildRequest.Started;
    }

    /// <summary>Runs rebuilds until the process stops.</summary>
    internal async Task Run(CancellationToken cancellation)
    {
        try
        {
            while (true)
            {
                await StartDue(cancellation);
                await _requested.Wait(CheckEvery, _clock, cancellation);
            }
        }
        finally
        {
            await Task.WhenAll(_models.Select(model => model.Work));
        }
    }

    internal async Task StartDue(CancellationToken cancellation)
    {
        try
        {
            var requests = await _requests.All(cancellation);
            foreach (var model in _models)
                await model.StartIfDue(requests.GetValueOrDefault(model.Name), cancellation);
        }
        catch (Exception error) when (error is DbException or JournalUnavailableException)
        {
            // The projections report the outage; this is tried again a second later.
            _log.LogWarning(error, "The database does not say which rebuilds are due.");
        }
    }
}

/// <summary>The rebuilds of one model in this process: when one is due, whether this process runs it, and when a failed
/// one is retried.</summary>
internal sealed class ModelRebuilds(
    LiveModel model, Func<LiveModel, Rebuild> newRebuild, Generations generations, RebuildRequests requests,
    ILeases leases, ReadModelOptions options, TimeProvider clock, ILogger log)
{
    // A short outage passes by itself; after so many tries the request fails visibly.
    private const int TriesMax = 5;

    // Each try reads the journal from its first event on.
    private static readonly TimeSpan DelayMax = TimeSpan.FromMinutes(5);

    private readonly string _holder = $"rebuild-{Guid.NewGuid():n}";
    private readonly string _lease = $"projection/{model.Name}/rebuild";
    private readonly RetryTimer _retry = new(new Backoff(options.RetryDelayMin, DelayMax), clock);
    private bool _hadOurSchema;

    public string Name => model.Name;

    /// <summary>The running rebuild; never fails.</summary>
    public Task Work { get; private set; } = Task.CompletedTask;

    private int SchemaVersion => model.Projection.SchemaVersion;

    public async Task StartIfDue(RebuildRow? request, CancellationToken cancellation)
    {
        if (!Work.IsCompleted || _retry.IsPausing || await IsForced(request, cancellation) is null)
            return;
        if (await leases.TryHold(_lease, _holder, options.LeaseTerm, cancellation))
            Work = Task.Run(() => RunDue(cancellation), CancellationToken.None);
    }

    /// <summary>Null when no rebuild is due; else whether the swap is made although rows differ.</summary>
    private async Task<bool?> IsForced(RebuildRow? request, CancellationToken cancellation)
    {
        var requested = request is { Finished: 0 } && request.SchemaVersion <= SchemaVersion;
        if ((_hadOurSchema && !requested) || await generations.Live(model.Name, cancellation) is not { } live)
            return null;
        // Once the live tables had our schema, another one is that of a newer version that takes over.
        _hadOurSchema |= live.SchemaVersion == SchemaVersion;
        return !_hadOurSchema ? true
            : requested && live.SchemaVersion <= SchemaVersion ? request!.Forced == 1
            : null;
    }

    private async Task RunDue(CancellationToken stopping)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var renewing = RenewLease(stop);
        try
        {
            // The process that held the lease before may just have finished it.
            var request = (await requests.All(stop.Token)).GetValueOrDefault(model.Name);
            if (await IsForced(request, stop.Token) is { } force)
            {
                var outcome = await newRebuild(model).Run(force, stop.Token);
                await requests.Save(model.Name, SchemaVersion, outcome, finished: true, stop.Token);
                log.LogInformation("Rebuild of {Model}: {Outcome}.", model.Name, outcome);
            }
            _retry.Succeed();
        }
        catch (Exception error)
        {
            // When the process stops, the request stays open, and another process starts it anew.
            if (!stopping.IsCancellationRequested)
                await Failed(error);
        }
        await stop.CancelAsync();
        await renewing;
        await LogFailure(leases.Release(_lease, _holder, CancellationToken.None));
    }

    private async Task Failed(Exception error)
    {
        var isTransient = error is DbException or JournalUnavailableException or OperationCanceledException;
        var delay = _retry.Fail();
        // Tables of another schema version have to be replaced however long it takes: nothing is projected into them.
        var isOver = _hadOurSchema && (!isTransient || _retry.Failures >= TriesMax);
        if (isOver)
            _retry.Succeed();
        log.LogError(
            error, "The rebuild of {Model} failed; the live tables are untouched; {Then}.", model.Name,
            isOver ? "it is given up" : $"next try in {delay}");
        await LogFailure(requests.Save(
            model.Name, SchemaVersion, new RebuildProgress("failed", 0, null, error.Message), isOver,
            CancellationToken.None));
    }

    private async Task RenewLease(CancellationTokenSource stop)
    {
        while (!stop.IsCancellationRequested)
        {
            await Task.Delay(options.LeaseTerm / 3, clock, stop.Token)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (stop.IsCancellationRequested)
                return;
            var held = leases.TryHold(_lease, _holder, options.LeaseTerm, CancellationToken.None);
            await ((Task)held).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (held is not { IsCompletedSuccessfully: true, Result: true })
                await stop.CancelAsync();
        }
    }

    // Nothing is lost when this fails: the request stays open, and a lease ends by itself.
    private async Task LogFailure(Task task)
    {
        await task.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (task.Exception is { } error)
            log.LogWarning(error, "The state of the rebuild of {Model} could not be stored.", model.Name);
    }
}
