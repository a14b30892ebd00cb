using System.Diagnostics;
using Dapper;
using PosSaga.ReadModels;
using PosSaga.Tests.Journal;

namespace PosSaga.Tests.ReadModels;

/// <summary>A backup reads a table for an hour. A swap that waits for it would keep everybody else waiting as
/// well.</summary>
public sealed class When_somebody_reads_for_long_during_a_swap : ReadModelContract
{
    private static readonly TimeSpan ReaderWaitsMax = TimeSpan.FromSeconds(2);

    protected override Task<string> NewDatabase() => Postgres();

    [PostgresFact]
    public async Task Others_go_on_reading_and_it_swaps_when_the_long_reader_is_done()
    {
        await Side.CaughtUp();
        await using var backup = await Side.Connect();
        await using var transaction = await backup.BeginTransactionAsync();
        await backup.ExecuteAsync("select from refunds", transaction: transaction);
        Assert.Equal(RebuildRequest.Started, await Side.Get<IProjectionRebuild>().Start(Models.Refunds));
        await using var looker = await Side.Connect();
        for (var waits = 0; waits < 3; waits++)
        {
            await Eventually.Is(
                () => looker.QuerySingleAsync<bool>(
                    "select exists (select from pg_locks where not granted and relation = 'refunds'::regclass)"),
                "the swap waits for the backup");
            var began = Stopwatch.GetTimestamp();
            Assert.Empty((await Side.Get<IRefundQueries>().List("t1", new(), null, 9)).Items);
            Assert.InRange(Stopwatch.GetElapsedTime(began), TimeSpan.Zero, ReaderWaitsMax);
            await Eventually.Is(
                () => looker.QuerySingleAsync<bool>(
                    "select not exists (select from pg_locks where not granted and relation = 'refunds'::regclass)"),
                "the swap has given up for now");
            Assert.Equal("swapping", (await Side.Status(Models.Refunds)).Rebuild?.State);
        }

        await transaction.CommitAsync();
        await Eventually.Is(
            async () => (await Side.Status(Models.Refunds)).Rebuild?.State == "swapped", "then it swaps");
    }
}
