using PosSaga.Claims;
using PosSaga.Journal;
using PosSaga.ReadModels;
using PosSaga.Tests.Journal;

namespace PosSaga.Tests.ReadModels;

/// <summary>Once PostgreSQL knows how frequent words are, it plans searches for frequent words differently, and finds the
/// same.</summary>
public sealed class When_some_words_are_in_every_claim
{
    private const int Claims = 600;
    private static readonly string[] Asked =
    [
        "lamp smell", "smells the", "smell", "the lamp", "th", "smells dark lamp", "batch7", "batch", "lamp batch1",
        "nobody", "ann",
    ];

    [PostgresFact]
    public async Task Searches_find_the_same_before_and_after_the_statistics()
    {
        var database = await PrivatePostgres.NewDatabase();
        await using var side = await ReadSide.Open(database.ConnectionString);
        var claims = side.Get<ClaimQueries>();
        for (var claim = 0; claim < Claims; claim++)
            await side.Writer().Append(
                "claim", $"c{claim}", ClaimsContract.Created(
                    claim % 150 == 3 ? "bob" : "ann",
                    $"The lamp {(claim % 200 == 7 ? "smells" : "is dark")} batch{claim / 20}"));
        await side.CaughtUp();
        var filters = Asked.SelectMany(asked => new ClaimFilter[]
        {
            new(Q: asked), new(Q: asked, Status: ClaimStatus.Created), new(Q: asked, Status: ClaimStatus.Closed),
            new(Q: asked, CustomerId: "bob"), new(Q: asked, Status: ClaimStatus.Created, CustomerId: "bob"),
        }).ToArray();
        var before = await Task.WhenAll(filters.Select(Found));
        Assert.Equal(["c407", "c207", "c7"], before[0]);
        Assert.Equal(["c453", "c303", "c153", "c3"], before[Array.IndexOf(filters, new(Q: "th", CustomerId: "bob"))]);

        await side.Execute("analyze claim_texts_g1");
        var analyzed = await Task.WhenAll(filters.Select(Found));
        for (var i = 0; i < filters.Length; i++)
            Assert.Equal(before[i], analyzed[i]);

        async Task<string[]> Found(ClaimFilter filter)
        {
            var found = new List<string>();
            for (var (page, cursor) = (0, (Cursor?)null); page == 0 || cursor is not null; page++)
            {
                var items = await claims.List("t1", filter, cursor, 50);
                found.AddRange(items.Items.Select(claim => claim.Id));
                Assert.True(Cursor.TryParse(items.NextCursor, out cursor));
            }
            return [.. found];
        }
    }
}
