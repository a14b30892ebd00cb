using System.Data.Common;
using Microsoft.Extensions.Logging.Abstractions;
using PosSaga.Journal;
using PosSaga.ReadModels;
using PosSaga.ReadModels.Projections;
using PosSaga.ReadModels.Running;
using PosSaga.ReadModels.Storage;

namespace PosSaga.Tests.ReadModels;

/// <summary>Runs the projections by hand, over a store of the test's, as a process of its own would that is sure to hold
/// every partition.</summary>
internal static class HandRun
{
    public static Task Until(ReadSide side, IReadStore store, int maxBatch, CancellationToken stop)
    {
        var options = new ReadModelOptions
        {
            MaxBatch = maxBatch,
            BatchSpacing = TimeSpan.Zero,
            RetryDelayMin = TimeSpan.FromMilliseconds(1),
            RetryDelayMax = TimeSpan.FromMilliseconds(2),
        };
        var clock = TimeProvider.System;
        var leases = new PartitionLeases(side.Get<ILeases>(), alone: true, options, clock);
        Projection[] projections =
            [new OrdersProjection(), new StockProjection(), new CatalogueProjection(), new JournalIndexProjection()];
        var set = new ReadModelSet(projections, side.Journal, side.Get<IEventCodec>(), store, clock);
        return Task.WhenAll(set.Models.Select(model => Task.Run(async () =>
        {
            try
            {
                await new ProjectionRunner(
                    model, side.Get<IJournalFeed>(), leases, new ProjectionControl(), options, clock,
                    NullLogger<ProjectionRunner>.Instance).Run(stop);
            }
            catch (OperationCanceledException)
            {
            }
        })));
    }
}

/// <summary>Every third commit fails: in turn before it was done, and after, when the answer is lost.</summary>
internal sealed class CrashingStore(IReadStore store) : IReadStore
{
    private int _commits;
    private int _crashes;

    public int Crashes => _crashes;

    public async Task<bool> Commit(Batch batch, CancellationToken cancellation)
    {
        var commit = Interlocked.Increment(ref _commits);
        if (commit % 6 == 0)
            throw Crash();
        var done = await store.Commit(batch, cancellation);
        return commit % 6 == 3 ? throw Crash() : done;
    }

    public Task Migrate(CancellationToken cancellation) => store.Migrate(cancellation);

    public Task<DbConnection> Open(CancellationToken cancellation) => store.Open(cancellation);

    public Task<WriteSession> BeginExclusive(string model, CancellationToken cancellation) =>
        store.BeginExclusive(model, cancellation);

    public Task<WriteSession> BeginSnapshot(CancellationToken cancellation) => store.BeginSnapshot(cancellation);

    public Task<IReadOnlyList<TRow>> Load<TRow>(
        Table<TRow> table, int generation, IReadOnlyList<string[]> keys, CancellationToken cancellation) =>
        store.Load(table, generation, keys, cancellation);

    public string TypeName(ColumnType type) => store.TypeName(type);

    public string TableOptions(Table table) => store.TableOptions(table);

    private IOException Crash()
    {
        Interlocked.Increment(ref _crashes);
        return new IOException("Simulated: the process died here.");
    }
}
