using System.Data.Common;
using PosSaga.Journal;

namespace PosSaga.Tests.Journal;

/// <summary>Events are history: the database itself refuses to change them.</summary>
public abstract class HistoryContract(DatabaseUnderTest store, string table) : IAsyncLifetime
{
    protected DatabaseUnderTest Store { get; } = store;

    protected JournalSystem System { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        System = await Store.Open();
        await System.Journal.Appended(Given.Stream(), 3);
    }

    public async Task DisposeAsync() => await Store.DisposeAsync();

    [ContractFact]
    public Task An_update_is_refused() => Refused($"update {table} set type = 'x' where position = 2");

    [ContractFact]
    public Task A_delete_is_refused() => Refused($"delete from {table} where position = 2");

    [PublicReport("JasperFx/marten#715")]
    [ContractFact]
    public async Task A_hole_in_the_history_stops_the_reader()
    {
        await Store.Remove((await System.Journal.ReadAt([2]))[0].Stream, afterVersion: 2);
        await System.Journal.Appended(Given.Stream());
        await System.DisposeAsync();
        System = await Store.Open();

        // The removed position was the last one, so the next append got it again; only verifying finds that.
        Assert.False((await System.Verifier.Verify()).Ok);
        await Store.Tamper($"delete from {table} where position = 2");
        await Assert.ThrowsAsync<JournalGapException>(() => System.Feed.ReadAll(0, 10));
    }

    protected async Task Refused(string sql)
    {
        var refused = await Assert.ThrowsAnyAsync<DbException>(() => Store.Scalar(sql));
        Assert.Contains("history", refused.Message, StringComparison.Ordinal);
        Assert.True((await System.Verifier.Verify()).Ok);
    }
}

public sealed class History_on_sqlite() : HistoryContract(new SqliteUnderTest(), "events")
{
    [Fact]
    public Task A_replacement_is_refused() =>
        Refused(
            "pragma recursive_triggers = on; insert or replace into events select * from events where position = 2");
}

[OnPostgres]
public sealed class History_on_postgres() : HistoryContract(new PostgresUnderTest(), "journal.events")
{
    [PostgresFact]
    public Task A_truncate_is_refused() => Refused("truncate journal.events");
}
