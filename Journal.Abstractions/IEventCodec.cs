namespace PosSaga.Journal;

/// <summary>Between events and the text that the journal stores.</summary>
public interface IEventCodec
{
    /// <summary>Stored name of an event's class.</summary>
    string TypeOf(object @event);

    /// <summary>Encodes; personal data is encrypted on the way.</summary>
    /// <exception cref="SubjectErasedException">It holds personal data of an erased subject.</exception>
    ValueTask<ReadOnlyMemory<byte>> Encode(object @event, CancellationToken cancellation = default);

    /// <summary>Decodes and upcasts; personal data whose subject was erased reads as erased.</summary>
    /// <exception cref="JournalCorruptException">Unknown type (named in the message) or unreadable data.</exception>
    ValueTask<object> Decode(string type, ReadOnlyMemory<byte> data, CancellationToken cancellation = default);

    /// <summary>Fetches in one round trip what decoding all of these takes; for whoever decodes many, and never
    /// necessary.</summary>
    ValueTask Prepare(IEnumerable<ReadOnlyMemory<byte>> data, CancellationToken cancellation = default) => default;

    ReadOnlyMemory<byte> EncodeMetadata(EventMetadata metadata);

    EventMetadata DecodeMetadata(ReadOnlyMemory<byte> metadata);
}
