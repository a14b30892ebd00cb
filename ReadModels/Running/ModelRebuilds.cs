using System.Data.Common;
using Microsoft.Extensions.Logging;
using PosSaga.Journal;
using PosSaga.ReadModels.Storage;

namespace PosSaga.ReadModels.Running;

/// <summary>The rebuilds of one model that fall to this process: when one is due, whose turn it is, what comes after a
/// failure.</summary>
internal sealed class ModelRebuilds(
    LiveModel model, Func<LiveModel, Rebuild> rebuild, Generations generations, RebuildRequests requests,
    ILeases leases, ReadModelOptions options, TimeProvider clock, ILogger log)
{
    // An outage passes; whoever asked for a rebuild is told when it does not.
    private const int TriesMax = 5;

    // Each try reads the journal from its first event on.
    private static readonly TimeSpan DelayMax = TimeSpan.FromMinutes(5);

    private readonly string _holder = $"rebuild-{Guid.NewGuid():n}";
    private readonly string _lease = $"projection/{model.Name}/rebuild";
    private bool _wereOurs;
    private int _failures;
    private DateTimeOffset _notBefore;

    public string Name => model.Name;

    /// <summary>What is under way; never fails.</summary>
    public Task Work { get; private set; } = Task.CompletedTask;

    private int SchemaVersion => model.Projection.SchemaVersion;

    /// <summary>Begins one, off the call, if it is due and no other process makes it.</summary>
    public async Task Begin(RebuildRow? request, CancellationToken cancellation)
    {
        if (!Work.IsCompleted || _notBefore > clock.GetUtcNow() || await Due(request, cancellation) is null)
            return;
        if (await leases.TryHold(_lease, _holder, options.LeaseTerm, cancellation))
            Work = Task.Run(() => Make(cancellation), CancellationToken.None);
    }

    /// <summary>Null when none is due; else whether rows may differ.</summary>
    private async Task<bool?> Due(RebuildRow? request, CancellationToken cancellation)
    {
        var asked = request is { Finished: 0 } && request.SchemaVersion <= SchemaVersion;
        if ((_wereOurs && !asked) || await generations.Live(model.Name, cancellation) is not { } live)
            return null;
        // Once they were, others are those of a newer version that is about to take over.
        _wereOurs |= live.SchemaVersion == SchemaVersion;
        return !_wereOurs ? true
            : asked && live.SchemaVersion <= SchemaVersion ? request!.Forced == 1
            : null;
    }

    private async Task Make(CancellationToken stopping)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var keep = KeepLease(stop);
        try
        {
            // Whoever held the lease before may just have done it.
            var request = (await requests.All(stop.Token)).GetValueOrDefault(model.Name);
            if (await Due(request, stop.Token) is { } force)
                await Make(force, stop.Token);
            _failures = 0;
        }
        catch (Exception error)
        {
            // A process that stops leaves it as it is: another one begins anew.
            if (!stopping.IsCancellationRequested)
                await Failed(error);
        }
        await stop.CancelAsync();
        await keep;
        await Quietly(leases.Release(_lease, _holder, CancellationToken.None));
    }

    private async Task Make(bool force, CancellationToken cancellation)
    {
        var outcome = await rebuild(model).Run(force, cancellation);
        await requests.Tell(model.Name, SchemaVersion, outcome, finished: true, cancellation);
        log.LogInformation("Rebuild of {Model}: {Outcome}.", model.Name, outcome);
    }

    private async Task Failed(Exception error)
    {
        _failures++;
        var passes = error is DbException or JournalUnavailableException or OperationCanceledException;
        // Tables of another version are replaced at last, whatever it takes: until then nothing is projected into them.
        var isOver = _wereOurs && (!passes || _failures >= TriesMax);
        _notBefore = clock.GetUtcNow()
            + (isOver ? TimeSpan.Zero : new Backoff(options.RetryDelayMin, DelayMax).Delay(_failures));
        _failures = isOver ? 0 : _failures;
        log.LogError(
            error, "The rebuild of {Model} failed; the live tables are untouched; {Then}.", model.Name,
            isOver ? "it is given up" : $"next try at {_notBefore:u}");
        await Quietly(requests.Tell(
            model.Name, SchemaVersion, new RebuildProgress("failed", 0, null, error.Message), isOver,
            CancellationToken.None));
    }

    private async Task KeepLease(CancellationTokenSource stop)
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

    // What the database does not hear of is not lost: the request stays unfinished, and a lease ends by itself.
    private async Task Quietly(Task task)
    {
        await task.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (task.Exception is { } error)
            log.LogWarning(error, "The database could not be told about the rebuild of {Model}.", model.Name);
    }
}
