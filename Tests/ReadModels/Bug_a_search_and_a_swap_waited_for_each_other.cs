using Dapper;
using PosSaga.ReadModels;
using PosSaga.Tests.Journal;

namespace PosSaga.Tests.ReadModels;

/// <summary>The swap took the view of claims away and waited for the one of their words; a search had the words and
/// waited for the claims. PostgreSQL ended one of the two after a second.</summary>
public sealed class Bug_a_search_and_a_swap_waited_for_each_other : ReadModelContract
{
    protected override Task<string> NewDatabase() => Postgres();

    [PostgresFact]
    public async Task A_swap_that_waits_for_a_search_holds_nothing_that_the_search_still_needs()
    {
        await Side.CaughtUp();
        await using var search = await Side.Connect();
        await using var transaction = await search.BeginTransactionAsync();
        // Who notices first is given up: let it be the search, where it shows.
        await search.ExecuteAsync("set local deadlock_timeout = '100ms'", transaction: transaction);
        await search.ExecuteAsync("select from claim_texts", transaction: transaction);
        Assert.Equal(RebuildRequest.Started, await Side.Get<ProjectionRebuilds>().Start(Models.Claims));
        await using var looker = await Side.Connect();
        await Eventually.Is(
            () => looker.QuerySingleAsync<bool>(
                "select exists (select from pg_locks where not granted and relation = 'claim_texts'::regclass)"),
            "the swap waits for the search");

        await search.ExecuteAsync("select from claims", transaction: transaction);
        await transaction.CommitAsync();
        await Eventually.Is(
            async () => (await Side.Status(Models.Claims)).Rebuild?.State == "swapped", "then it swaps");
    }
}
