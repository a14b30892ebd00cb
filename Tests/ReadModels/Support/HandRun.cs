using System.Data.Common;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using PosSaga.Journal;
using PosSaga.ReadModels;

namespace PosSaga.Tests.ReadModels;

/// <summary>Runs the projections by hand, over a store of the test's, as a process of its own would that is sure to
/// hold every partition.</summary>
internal static class HandRun
{
    public static async Task Until(ReadSide side, IReadStore store, int maxBatch, CancellationToken stop)
    {
        var options = new ReadModelOptions
        {
            MaxBatch = maxBatch,
            BatchSpacing = TimeSpan.Zero,
            BatchSpacingMax = TimeSpan.Zero,
            RetryDelayMin = TimeSpan.FromMilliseconds(1),
            RetryDelayMax = TimeSpan.FromMilliseconds(2),
        };
        var clock = TimeProvider.System;
        var lease = new RunnerLease(side.Get<ILeases>(), alone: true, options, clock);
        var set = new ReadModelSet(side.Journal, side.Get<IEventCodec>(), store, side.Get<Erasures>(), clock);
        await Task.Run(async () =>
        {
            try
            {
                await new ProjectionRunner(
                    set, side.Get<IJournalFeed>(), lease, new ProjectionStatusStore(store, alone: true, clock),
                    new ProjectionControl(), options, clock, NullLogger<ProjectionRunner>.Instance).Run(stop);
            }
            catch (Exception) when (stop.IsCancellationRequested)
            {
                // Stopped, perhaps in the middle of one of the store's crashes.
            }
        }, CancellationToken.None);
    }
}

/// <summary>Passes everything on.</summary>
internal abstract class StoreAround(IReadStore store) : IReadStore
{
    public virtual Task<bool> Commit(IReadOnlyList<Batch> batches, CancellationToken cancellation) =>
        store.Commit(batches, cancellation);

    public Task Migrate(CancellationToken cancellation) => store.Migrate(cancellation);

    public virtual Task<DbConnection> Open(CancellationToken cancellation) => store.Open(cancellation);

    public Task<WriteSession> Begin(CancellationToken cancellation) => store.Begin(cancellation);

    public virtual Task<WriteSession> BeginExclusive(string model, CancellationToken cancellation) =>
        store.BeginExclusive(model, cancellation);

    public Task<WriteSession> BeginSnapshot(CancellationToken cancellation) => store.BeginSnapshot(cancellation);

    public Task<IReadOnlyList<TRow>> Load<TRow>(
        Table<TRow> table, int generation, IReadOnlyList<string> by, IReadOnlyList<string[]> values,
        CancellationToken cancellation) =>
        store.Load(table, generation, by, values, cancellation);

    public string TypeName(ColumnType type) => store.TypeName(type);

    public string TableOptions(Table table) => store.TableOptions(table);

    public string SearchIndex(Table table, int generation) => store.SearchIndex(table, generation);

    public string View(Table table, int generation) => store.View(table, generation);

    public string Drop(Table table, int generation) => store.Drop(table, generation);

    public (string Condition, string Words) Matching(string words) => store.Matching(words);

    public bool IsSwappedAway(DbException error) => store.IsSwappedAway(error);
}

/// <summary>Every third commit fails: in turn before it was done, and after, when the answer is lost.</summary>
internal sealed class CrashingStore(IReadStore store) : StoreAround(store)
{
    private int _commits;
    private int _crashes;

    public int Crashes => _crashes;

    public override async Task<bool> Commit(IReadOnlyList<Batch> batches, CancellationToken cancellation)
    {
        var commit = Interlocked.Increment(ref _commits);
        if (commit % 6 == 0)
            throw Crash();
        var done = await base.Commit(batches, cancellation);
        return commit % 6 == 3 ? throw Crash() : done;
    }

    private IOException Crash()
    {
        Interlocked.Increment(ref _crashes);
        return new IOException("Simulated: the process died here.");
    }
}

/// <summary>A database that is away for as many calls as the test says.</summary>
internal sealed class AwayStore(IReadStore store) : StoreAround(store), IAsyncDisposable
{
    private readonly IReadStore _store = store;

    public int OpenFails;
    public int ExclusiveFails;

    public override Task<DbConnection> Open(CancellationToken cancellation) =>
        Interlocked.Decrement(ref OpenFails) >= 0 ? throw new AwayException() : base.Open(cancellation);

    public override Task<WriteSession> BeginExclusive(string model, CancellationToken cancellation) =>
        Interlocked.Decrement(ref ExclusiveFails) >= 0
            ? throw new AwayException()
            : base.BeginExclusive(model, cancellation);

    /// <summary>In place of the store that the container has.</summary>
    public static void In(IServiceCollection services)
    {
        var real = services.Single(service => service.ServiceType == typeof(IReadStore));
        services.Remove(real);
        services.AddSingleton<IReadStore>(s => new AwayStore((IReadStore)real.ImplementationFactory!(s)));
    }

    public async ValueTask DisposeAsync()
    {
        if (_store is IAsyncDisposable later)
            await later.DisposeAsync();
        else
            ((IDisposable)_store).Dispose();
    }

    private sealed class AwayException() : DbException("Simulated: the database is away.");
}

/// <summary>Remembers which models the first commit that wrote rows was of.</summary>
internal sealed class CountingStore(IReadStore store) : StoreAround(store)
{
    public IReadOnlyList<string> First { get; private set; } = [];

    public override Task<bool> Commit(IReadOnlyList<Batch> batches, CancellationToken cancellation)
    {
        if (First.Count == 0)
            First = [.. batches.Where(batch => batch.Changes.Count > 0).Select(batch => batch.Model)];
        return base.Commit(batches, cancellation);
    }
}
