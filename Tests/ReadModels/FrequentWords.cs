using PosSaga.ReadModels.Storage.Postgres;

namespace PosSaga.Tests.ReadModels;

/// <summary>Which words of a search an index looks up, and which are looked for in what it found.</summary>
public sealed class FrequentWords
{
    private static readonly WordFrequencies Known = new(
        ["the", "brake", "brakes", "pedal", "théière", "store"], [0.9f, 0.02f, 0.03f, 0.01f, 0.02f, 1f]);

    [Theory]
    [InlineData("the", "the", "")]
    [InlineData("the store", "the store", "")]
    [InlineData("the pedal", "pedal", "the")]
    // Together two words may be frequent that are not: 0.05 is five times 0.01, 0.02 is not.
    [InlineData("brake* pedal", "pedal", "brake*")]
    [InlineData("brake pedal", "brake pedal", "")]
    [InlineData("brake* théière*", "brake* théière*", "")]
    // Nobody knows it, so it is rare.
    [InlineData("pedal unheard*", "pedal unheard*", "")]
    [InlineData("unheard store brakes*", "unheard", "store brakes*")]
    [InlineData("unheard of", "unheard of", "")]
    [InlineData("th* pedal store", "pedal", "th* store")]
    [InlineData("thé* the", "thé*", "the")]
    public void What_is_far_more_frequent_than_the_rarest_is_not_looked_up(string asked, string rare, string common)
    {
        var split = Known.Split(asked.Split(' '));
        Assert.Equal((rare, common), (string.Join(' ', split.Rare), string.Join(' ', split.Common)));
    }

    [Fact]
    public void Without_statistics_all_are_looked_up() =>
        Assert.Equal(["the", "pedal*"], WordFrequencies.Unknown.Split(["the", "pedal*"]).Rare);
}
