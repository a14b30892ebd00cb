using System.Text.Json;
using PosSaga.Journal;
using PosSaga.ReadModels;
using PosSaga.Sagas;

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

    [Theory]
    [InlineData("Le vélo, l'ÉCHANGE: vélo", "le velo l echange")]
    [InlineData("Œuf cœur ŒUVRE Straße Æther Łódź ÿ", "oeuf coeur oeuvre strasse aether lodz y")]
    [InlineData("caf\u0065\u0301 x2 ½ 東京 \U0001F6B2", "cafe x2 東京")]
    [InlineData("?! -- '", "")]
    [InlineData("Phở bò Đà Nẵng", "pho bo da nang")]
    [InlineData("\u0395\u03A6\u0386\u03A3 ΚΑΦΈΣ", "εφασ καφεσ")]
    [InlineData("Ёлка ёлка", "елка")]
    [InlineData("がん \u304B\u3099\u3093 ｶﾞﾝ", "かん カン")]
    [InlineData("한국 \u1112\u1161\u11AB\u1100\u116E\u11A8", "\u1112\u1161\u11AB\u1100\u116E\u11A8")]
    [InlineData("İstanbul ﬁn ＡＢＣ Ǿ ŀ", "istanbul fin abc o l")]
    public void Words_are_what_people_search_by(string text, string words) => Assert.Equal(words, SearchWords.Of(text));

    [Theory]
    [InlineData("Vélo fr", "velo* fr*")]
    [InlineData("load-7f-c12", "load 7f c12*")]
    [InlineData("l'échange n", "l echange* n")]
    [InlineData(" velo VÉLO\tcust- ", "velo* cust*")]
    [InlineData("--- !", "")]
    public void The_last_of_what_is_typed_together_may_go_on(string typed, string asked) =>
        Assert.Equal(asked, SearchWords.Asked(typed));

    [Fact]
    public void Long_words_and_long_texts_end_somewhere()
    {
        Assert.Equal(new string('a', 63), SearchWords.Of(new string('a', 63) + "\U00020000"));
        Assert.Equal(600, SearchWords.Of(string.Join(' ', Enumerable.Range(0, 5_000))).Split(' ').Length);
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

    [Fact]
    public void An_order_read_in_brief_is_the_order_read_in_full()
    {
        var at = EventWriter.Noon;
        var cart = EventWriter.Cart() with { CustomerId = "ann", Shipping = new Money(999) };
        using var brief = JsonDocument.Parse(JsonSerializer.SerializeToUtf8Bytes(
            new { at, cart }, JsonSerializerOptions.Web));
        var read = Assert.IsType<CartValidatedBrief>(OrderBriefs.TryRead(new RecordedEvent(
            7, 0, "order-saga/t1/o1", 2, Guid.Empty, "order-saga.cart-validated/1",
            JsonSerializer.SerializeToUtf8Bytes(brief), default, null, 0, default)));
        var row = new OrderRow { Status = nameof(SagaState.Pending) };
        SagaFold.Validate(row, read, 7);
        Assert.Equal(
            (cart.StoreId, cart.CustomerId, cart.Subtotal.Amount, cart.Tax.Amount, cart.Shipping.Amount,
                cart.Total.Amount),
            (row.StoreId, row.CustomerId, row.Subtotal, row.Tax, row.Shipping, row.Total));
        Assert.Equal(
            (nameof(SagaState.CartValidated), nameof(SagaStep.ReserveStock), 7L),
            (row.Status, row.Step, row.CartPosition));
    }
}
