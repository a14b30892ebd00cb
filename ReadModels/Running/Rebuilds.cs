using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using PosSaga.Journal;
using PosSaga.ReadModels.Storage;

namespace PosSaga.ReadModels.Running;

/// <summary>Starts rebuilds, at most one per model over all processes.</summary>
internal sealed class Rebuilds(
    ReadModelSet set, Generations generations, IReadStore store, IJournalFeed feed, Erasures erasures,
    ILeases leases, ReadModelOptions options, TimeProvider clock, IHostApplicationLifetime lifetime, ILogger<Rebuilds> log)
    : IProjectionRebuild
{
    private readonly string _holder = $"rebuild-{Guid.NewGuid():n}";
    private readonly Dictionary<string, Task> _running = [];
    private readonly Lock _lock = new();

    public async Task<RebuildRequest> Start(
        string name, bool force = false, CancellationToken cancellation = default)
    {
        if (set.Find(name) is not { } model)
            return RebuildRequest.UnknownProjection;
        lock (_lock)
            if (_running.TryGetValue(name, out var running) && !running.IsCompleted)
                return RebuildRequest.AlreadyRunning;
        if (!await leases.TryHold(Lease(name), _holder, options.LeaseTerm, cancellation))
            return RebuildRequest.AlreadyRunning;
        lock (_lock)
        {
            if (_running.TryGetValue(name, out var running) && !running.IsCompleted)
                return RebuildRequest.AlreadyRunning;
            _running[name] = Task.Run(() => Run(model, force), CancellationToken.None);
        }
        return RebuildRequest.Started;
    }

    public bool IsRunning(string name)
    {
        lock (_lock)
            return _running.TryGetValue(name, out var running) && !running.IsCompleted;
    }

    /// <summary>For tests and for the way out: done, whatever came of it.</summary>
    public Task Finished(string name)
    {
        lock (_lock)
            return _running.TryGetValue(name, out var running) ? running : Task.CompletedTask;
    }

    private async Task Run(LiveModel model, bool force)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(lifetime.ApplicationStopping);
        var keep = KeepLease(model.Name, stop);
        try
        {
            await new Rebuild(model, generations, store, feed, erasures, options, clock).Run(force, stop.Token);
            log.LogInformation("Rebuild of {Model}: {Outcome}.", model.Name, model.Progress.Rebuild);
        }
        catch (Exception e)
        {
            // Off the call: nobody but the status and the log can tell what became of it.
            log.LogError(e, "The rebuild of {Model} failed; the live tables are untouched.", model.Name);
            model.Progress.Rebuild = new RebuildProgress($"failed: {e.Message}", 0, null);
        }
        await stop.CancelAsync();
        await keep;
        await leases.Release(Lease(model.Name), _holder);
    }

    private async Task KeepLease(string name, CancellationTokenSource stop)
    {
        while (!stop.IsCancellationRequested)
        {
            await Task.Delay(options.LeaseTerm / 3, clock, stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (stop.IsCancellationRequested)
                return;
            if (!await leases.TryHold(Lease(name), _holder, options.LeaseTerm))
                await stop.CancelAsync();
        }
    }

    private static string Lease(string name) => $"projection/{name}/rebuild";
}
