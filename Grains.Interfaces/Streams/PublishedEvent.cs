namespace PosSaga.Streams;

/// <summary>What a stream carries: an event exactly as the journal holds it.</summary>
/// <param name="Stream">Of the grain that raised it, <c>{kind}/{tenant}/{id}</c>.</param>
/// <param name="Type">Stored name.</param>
/// <param name="TimeMicros">Microseconds since the Unix epoch, UTC.</param>
[GenerateSerializer, Immutable, Alias("possaga.streams.published-event")]
public sealed record PublishedEvent(
    long Position, string Stream, long Version, string Type,
    ReadOnlyMemory<byte> Data, ReadOnlyMemory<byte> Metadata, long TimeMicros);
