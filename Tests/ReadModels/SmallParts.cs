using PosSaga.ReadModels;
using PosSaga.ReadModels.Projections;

namespace PosSaga.Tests.ReadModels;

public sealed class SmallParts
{
    [Theory]
    [InlineData("!")]
    [InlineData("bm90IGEgY3Vyc29y")]
    [InlineData("OjpfOg")]
    [InlineData("__8")]
    public void A_cursor_that_we_did_not_make_is_no_cursor(string text) => Assert.False(Cursor.TryParse(text, out _));

    [Fact]
    public void A_cursor_comes_back_as_it_went()
    {
        var cursor = new Cursor(1_772_366_400_000_001, "store-1/thé");
        Assert.True(Cursor.TryParse(cursor.ToString(), out var back));
        Assert.Equal(cursor, back);
    }

    [Fact]
    public void Open_reservations_know_their_oldest_through_text_and_back()
    {
        var open = new OpenReservations();
        open.Open("b", 20);
        open.Open("a", 10);
        open.Open("c", 30);
        open.Close("a");
        Assert.Equal(20, OpenReservations.Parse(open.ToString()).Oldest);
        open.CloseAll();
        Assert.Equal((0, ""), (open.Oldest, open.ToString()));
    }

    [Fact]
    public void More_open_reservations_than_are_kept_are_remembered_by_when_counting_ended()
    {
        var open = new OpenReservations();
        for (var i = 0; i < 100; i++)
            open.Open($"r{i}", 1_000 + i);
        for (var i = 0; i < 100; i++)
            open.Close($"r{i}");
        Assert.Equal(1_064, open.Oldest);
        Assert.True(open.ToString().Length < 100);
    }
}
