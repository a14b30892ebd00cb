using System.Buffers.Binary;
using System.Security.Cryptography;

namespace PosSaga.Journal;

/// <summary>Time-ordered ids, version 7 of RFC 9562: 48 bits of milliseconds, 74 of chance. They keep the indexes of a
/// database compact.</summary>
/// <remarks>Not the framework's: it asks the operating system for each id, here a hundred ids share one
/// question.</remarks>
public sealed class TimeOrderedIds(TimeProvider time) : IIdSource
{
    private const int Size = 16;
    private const int TimeBytes = 6;
    private const int ChanceBytes = Size - TimeBytes;
    private const int Drawn = 100 * ChanceBytes;

    [ThreadStatic]
    private static byte[]? _chance;

    [ThreadStatic]
    private static int _left;

    public Guid NewId()
    {
        Span<byte> id = stackalloc byte[Size];
        // The two bytes too many are written over at once.
        BinaryPrimitives.WriteInt64BigEndian(id, time.GetUtcNow().ToUnixTimeMilliseconds() << 16);
        TakeChance(id[TimeBytes..]);
        id[6] = (byte)(0x70 | (id[6] & 0x0F));
        id[8] = (byte)(0x80 | (id[8] & 0x3F));
        return new Guid(id, bigEndian: true);
    }

    private static void TakeChance(Span<byte> into)
    {
        _chance ??= new byte[Drawn];
        if (_left == 0)
        {
            RandomNumberGenerator.Fill(_chance);
            _left = Drawn;
        }

        _left -= ChanceBytes;
        _chance.AsSpan(_left, ChanceBytes).CopyTo(into);
    }
}
