using Npgsql;
using PosSaga.Tests.Api;
using PosSaga.Tests.Deploy.Support;
using PosSaga.Tests.Journal;

namespace PosSaga.Tests.Deploy;

/// <summary>The pools' metrics are there only where the journal is on PostgreSQL: scraped from a journal that is, while
/// its pool is empty and afterwards.</summary>
public sealed class What_a_database_tells_exists
{
    private const string Waits =
        "db_client_connection_npgsql_pending_requests{db_client_connection_pool_name=\"shared\"} ";

    [PostgresFact]
    public async Task Who_waits_for_a_connection_is_seen()
    {
        await using var metrics = await ScrapedMetrics.Start();
        await using var database = new PostgresUnderTest();
        var system = await database.Open(options => options.ConnectionString += ";Maximum Pool Size=1;Timeout=1");
        var pool = system.Database.DataSource!;

        await using (await pool.OpenConnectionAsync())
        {
            var waits = pool.OpenConnectionAsync().AsTask();
            await Eventually.Is(
                async () => (await metrics.Scrape()).Contains(Waits + "1", StringComparison.Ordinal),
                "that one waits for a connection", metrics.Scrape);
            await Assert.ThrowsAsync<NpgsqlException>(() => waits);
        }

        var text = await metrics.Scrape();
        Assert.Contains(Waits + "0", text, StringComparison.Ordinal);
        Assert.Contains(
            "db_client_connection_npgsql_timeouts_total{db_client_connection_pool_name=\"shared\"} 1", text,
            StringComparison.Ordinal);
        Assert.Empty(KnownMetrics.OfPools.Except(KnownMetrics.In(text)));
        Assert.DoesNotContain("db_client_operation", text, StringComparison.Ordinal);
    }
}
