using System.Security.Cryptography;

namespace PosSaga.Journal;

/// <summary>One digest of all events up to a position, from their hashes in the order of positions. Blocks of 1,024
/// hashes are hashed each, and their hashes are chained; the digest is the chain's end hashed with that of the part of
/// a block that follows. It does not depend on where digests were taken, and is continued without reading more than
/// one block again.</summary>
public sealed class HistoryDigest : IDisposable
{
    public const int BlockEvents = 1024;

    private readonly IncrementalHash _part = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private byte[] _blocks;

    public HistoryDigest() => _blocks = new byte[SHA256.HashSizeInBytes];

    /// <param name="blocks">Of all full blocks up to <paramref name="position"/>.</param>
    /// <param name="position">The first event to add has the next one; a multiple of
    /// <see cref="BlockEvents"/>.</param>
    public HistoryDigest(byte[] blocks, long position)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(position % BlockEvents, 0);
        (_blocks, Position) = (blocks, position);
    }

    /// <summary>Of the last event that was added.</summary>
    public long Position { get; private set; }

    public string Blocks => Convert.ToHexStringLower(_blocks);

    public string Value => Convert.ToHexStringLower(SHA256.HashData([.. _blocks, .. _part.GetCurrentHash()]));

    /// <param name="hash">Of the event with the next position.</param>
    public void Add(ReadOnlySpan<byte> hash)
    {
        _part.AppendData(hash);
        if (++Position % BlockEvents == 0)
            _blocks = SHA256.HashData([.. _blocks, .. _part.GetHashAndReset()]);
    }

    public void Dispose() => _part.Dispose();
}
