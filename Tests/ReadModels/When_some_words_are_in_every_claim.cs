using PosSaga.Claims;
using PosSaga.Journal;
using PosSaga.ReadModels;
using PosSaga.ReadModels.Storage;
using PosSaga.Tests.Journal;

namespace PosSaga.Tests.ReadModels;

/// <summary>Once PostgreSQL knows how frequent words are, it looks the frequent ones up no longer, and finds the
/// same.</summary>
public sealed class When_some_words_are_in_every_claim
{
    [PostgresFact]
    public async Task They_are_looked_for_in_what_the_others_found()
    {
        var database = await PrivatePostgres.NewDatabase();
        await using var side = await ReadSide.Open(database.ConnectionString);
        var store = side.Get<IReadStore>();
        for (var claim = 0; claim < 60; claim++)
            await side.Writer().Append(
                "claim", $"c{claim}",
                ClaimsContract.Created("ann", claim % 20 == 7 ? "The lamp smells" : "The lamp is dark"));
        await side.CaughtUp();
        await side.Execute("analyze claim_texts_g1");
        Assert.DoesNotContain("@others", store.Found("lamp* smell*").Sql, StringComparison.Ordinal);
        await ReadSide.Until(
            () => Task.FromResult(store.Found("lamp* smell*").Sql.Contains("@others", StringComparison.Ordinal)),
            "the statistics");

        foreach (var words in new[] { "lamp smell", "smells the", "smell" })
            Assert.Equal(["c47", "c27", "c7"], await Found(words));
        Assert.Equal(50, (await Found("the lamp")).Length);
        Assert.Empty(await Found("smells dark lamp"));

        async Task<string[]> Found(string words) =>
            [.. (await side.Get<IClaimQueries>().List("t1", new(Q: words), null, 50)).Items.Select(claim => claim.Id)];
    }
}
