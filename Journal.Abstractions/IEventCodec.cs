namespace PosSaga.Journal;

/// <summary>Converts events to the text that the journal stores, and back.</summary>
public interface IEventCodec
{
    /// <summary>Stored name, <see cref="StoredAsAttribute"/>.</summary>
    string TypeOf(object @event);

    /// <summary>Encodes; personal data is encrypted.</summary>
    /// <exception cref="SubjectErasedException">The event holds personal data of an erased subject.</exception>
    ValueTask<ReadOnlyMemory<byte>> Encode(object @event, CancellationToken cancellation = default);

    /// <summary>Decodes and upcasts; personal data whose subject was erased reads as erased.</summary>
    /// <exception cref="JournalCorruptException">Unknown type (named in the message) or unreadable data.</exception>
    ValueTask<object> Decode(string type, ReadOnlyMemory<byte> data, CancellationToken cancellation = default);

    /// <summary>Loads the keys needed to decode all of these in one round trip. Optional.</summary>
    ValueTask Prepare(IEnumerable<ReadOnlyMemory<byte>> data, CancellationToken cancellation = default) => default;

    ReadOnlyMemory<byte> EncodeMetadata(EventMetadata metadata);

    EventMetadata DecodeMetadata(ReadOnlyMemory<byte> metadata);
}
