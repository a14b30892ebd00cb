using PosSaga.ReadModels.Storage;
using PosSaga.ReadModels.Storage.Postgres;

namespace PosSaga.Tests.ReadModels;

/// <summary>How PostgreSQL is made to find words: whichever way has least to look at.</summary>
public sealed class Ways_to_search
{
    private static readonly Dictionary<string, IReadOnlyDictionary<string, double>> Columns = new()
    {
        ["tenant"] = new Dictionary<string, double> { ["big"] = 0.9, ["small"] = 0.001 },
        ["status"] = new Dictionary<string, double> { ["Closed"] = 0.5, ["Created"] = 0.05 },
        ["customer_id"] = new Dictionary<string, double>(),
    };

    private static readonly SearchNumbers Known = new(
        new WordFrequencies(["brake", "odd", "pedal", "the"], [0.05f, 0.0002f, 0.01f, 0.9f]), Columns, Rows: 100_000);

    [Theory]
    [InlineData("the*", "big", SearchWay.NewestFirst)]
    [InlineData("brake*", "big", SearchWay.NewestFirst)]
    [InlineData("odd", "big", SearchWay.LookedUp)]
    [InlineData("the odd", "big", SearchWay.LookedUp)]
    [InlineData("unheard*", "big", SearchWay.LookedUp)]
    // Together they are too rare to wait for, and of a small tenant's texts one comes seldom.
    [InlineData("brake pedal", "big", SearchWay.LookedUp)]
    [InlineData("brake*", "small", SearchWay.LookedUp)]
    public void By_words_alone(string asked, string tenant, object way) =>
        Assert.Equal(way, WayTo(asked, new(tenant, 51, null)));

    [Theory]
    [InlineData("the*", "status", "Closed", SearchWay.NewestFirst)]
    [InlineData("the*", "status", "Created", SearchWay.AmongNarrowed)]
    [InlineData("brake*", "status", "Created", SearchWay.AmongNarrowed)]
    [InlineData("odd", "status", "Created", SearchWay.LookedUp)]
    // As rare as what nobody counted.
    [InlineData("odd", "status", "InProgress", SearchWay.LookedUp)]
    [InlineData("the*", "customer_id", "ann", SearchWay.AmongNarrowed)]
    [InlineData("odd", "customer_id", "ann", SearchWay.AmongNarrowed)]
    public void Among_those_with_a_value(string asked, string column, string value, object way) =>
        Assert.Equal(way, WayTo(asked, new("big", 51, (column, value))));

    [Fact]
    public void Without_numbers_the_database_decides()
    {
        var scope = new SearchScope("big", 51, null);
        Assert.False(PostgresSearch.Found(["the*"], SearchNumbers.Unknown, scope).IsSettled);
        Assert.False(PostgresSearch.Found(["the*"], Known, null).IsSettled);
        Assert.True(PostgresSearch.Found(["the*"], Known, scope).IsSettled);
    }

    private static SearchWay WayTo(string asked, SearchScope scope)
    {
        var words = asked.Split(' ');
        return Known.WayTo(words, Known.Words.Split(words).Rare, scope);
    }
}
