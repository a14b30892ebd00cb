namespace PosSaga.Journal;

/// <summary>Where a stream ends: its version (number of events, 0 for none) and the 32-byte chain hash of its last
/// event (empty for none).</summary>
public readonly record struct StreamHead(long Version, ReadOnlyMemory<byte> Hash)
{
    public static StreamHead Empty => new(0, ReadOnlyMemory<byte>.Empty);

    public bool Equals(StreamHead other) => Version == other.Version && Hash.Span.SequenceEqual(other.Hash.Span);

    public override int GetHashCode() => Version.GetHashCode();
}
