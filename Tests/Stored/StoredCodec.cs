using System.Text;
using System.Text.Json.Nodes;
using PosSaga.Claims;
using PosSaga.Journal;
using PosSaga.Silo.Hosting;

namespace PosSaga.Tests.Stored;

/// <summary>The codec as the system has it, upcasts included, with a key of personal data that never changes: what was
/// sealed under it years ago opens, and the same value is sealed to the same text again.</summary>
internal sealed class StoredCodec
{
    // Every random byte, of keys and of nonces.
    private const byte NotRandom = 7;

    private readonly EventCodec _codec;

    private StoredCodec(EventCodec codec) => _codec = codec;

    public static async Task<StoredCodec> Create()
    {
        var journal = new InMemoryJournal(
            new JournalOptions { AllowDevelopmentMasterKey = true, FillRandom = bytes => bytes.Fill(NotRandom) },
            TimeProvider.System);
        var options = new EventCodecOptions();
        SiloServices.Events(options);
        var codec = new EventCodec(options, journal.Keys);
        // The first to write about a subject makes its key; whoever reads needs one that exists.
        var first = new ClaimEvent.Reopened(new Personal<string>(FilledValues.Subject, "")) { At = default };
        await codec.Encode(first);
        return new StoredCodec(codec);
    }

    public string NameOf(object value) => _codec.TypeOf(value);

    public async Task<JsonNode> Encode(object value) => JsonNode.Parse((await _codec.Encode(value)).Span)!;

    public async Task<object> Decode(string name, JsonNode stored) =>
        await _codec.Decode(name, Encoding.UTF8.GetBytes(stored.ToJsonString()));

    public JsonNode EncodeMetadata(EventMetadata metadata) => JsonNode.Parse(_codec.EncodeMetadata(metadata).Span)!;

    public EventMetadata DecodeMetadata(JsonNode stored) =>
        _codec.DecodeMetadata(Encoding.UTF8.GetBytes(stored.ToJsonString()));
}
