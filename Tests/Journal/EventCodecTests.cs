using System.Text;
using System.Text.Json.Nodes;
using PosSaga.Journal;

namespace PosSaga.Tests.Journal;

public sealed class EventCodecTests
{
    public enum Way { ByMail, InStore }

    [StoredAs("parcel.sent/2")]
    public sealed record Sent(Way By, decimal Weight, string? Note = null);

    [StoredAs("parcel.sent/2")]
    public sealed record SentTwice;

    public sealed record NotAnEvent;

    private static EventCodec Codec(Action<EventCodecOptions>? more = null)
    {
        var options = new EventCodecOptions { Types = { typeof(Sent) } };
        more?.Invoke(options);
        var memory = new InMemoryJournal(new() { AllowDevelopmentMasterKey = true }, TimeProvider.System);
        return new(options, memory.Keys);
    }

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    [Fact]
    public async Task Text_is_camel_case_with_words_for_enums_and_no_nulls()
    {
        var text = await Codec().Encode(new Sent(Way.InStore, 1.50m));
        Assert.Equal("""{"by":"inStore","weight":1.50}""", Encoding.UTF8.GetString(text.Span));
        Assert.Equal(new Sent(Way.InStore, 1.50m), await Codec().Decode("parcel.sent/2", text));
        Assert.Equal("parcel.sent/2", Codec().TypeOf(new Sent(Way.ByMail, 1)));
    }

    [Fact]
    public async Task Text_beyond_ascii_is_stored_as_it_is() =>
        Assert.Contains("Montréal", Encoding.UTF8.GetString(
            (await Codec().Encode(new Sent(Way.ByMail, 1, "Montréal"))).Span), StringComparison.Ordinal);

    [Fact]
    public async Task An_old_shape_is_upcast_step_by_step()
    {
        var codec = Codec(o =>
        {
            o.Upcasts.Add(new("parcel.sent/1", "parcel.sent/2", j => new JsonObject
            {
                ["by"] = j["by"]!.DeepClone(), ["weight"] = (decimal)j["grams"]! / 1000,
            }));
            o.Upcasts.Add(new(
                "package.sent/1", "parcel.sent/1",
                j => new JsonObject { ["by"] = "byMail", ["grams"] = j["g"]!.DeepClone() }));
        });
        Assert.Equal(new Sent(Way.ByMail, 2.5m), await codec.Decode("package.sent/1", Utf8("""{"g":2500}""")));
    }

    [Theory]
    [InlineData("parcel.lost/1", "{}", "parcel.lost/1")]
    [InlineData("parcel.sent/2", "{", "parcel.sent/2")]
    [InlineData("parcel.sent/2", "null", "parcel.sent/2")]
    [InlineData("parcel.sent/2", """{"by":"pigeon"}""", "parcel.sent/2")]
    [InlineData("parcel.sent/2", """{"by":1}""", "parcel.sent/2")]
    public async Task What_cannot_be_read_is_loud_and_names_itself(string type, string data, string named)
    {
        var loud = await Assert.ThrowsAsync<JournalCorruptException>(
            async () => await Codec().Decode(type, Utf8(data)));
        Assert.Contains(named, loud.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_classes_with_one_stored_name_are_refused_at_start()
    {
        var refused = Assert.Throws<InvalidOperationException>(() => Codec(o => o.Types.Add(typeof(SentTwice))));
        Assert.Contains("parcel.sent/2", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Upcasts_that_lead_nowhere_or_in_circles_are_refused_at_start()
    {
        static JsonObject Same(JsonObject j) => j;
        Assert.ThrowsAny<Exception>(() => Codec(o => o.Upcasts.Add(new("a/1", "b/1", Same))));
        Assert.ThrowsAny<Exception>(() => Codec(o =>
        {
            o.Upcasts.Add(new("a/1", "b/1", Same));
            o.Upcasts.Add(new("b/1", "a/1", Same));
        }));
        Assert.ThrowsAny<Exception>(() => Codec(o => o.Upcasts.Add(new("parcel.sent/2", "b/1", Same))));
    }

    [Fact]
    public async Task A_class_without_a_stored_name_cannot_be_stored() =>
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await Codec().Encode(new NotAnEvent()));

    [Fact]
    public void Metadata_goes_there_and_back()
    {
        var metadata = new EventMetadata("t1", "demo-store", "o1", RequestId: "r1");
        var text = Codec().EncodeMetadata(metadata);
        Assert.Equal(
            """{"tenant":"t1","actor":"demo-store","correlation":"o1","requestId":"r1"}""",
            Encoding.UTF8.GetString(text.Span));
        Assert.Equal(metadata, Codec().DecodeMetadata(text));
    }
}
