using System.Buffers.Binary;
using System.Security.Cryptography;

namespace PosSaga.Journal;

/// <summary>Makes ids. A simulation makes them from its seed.</summary>
public interface IIdSource
{
    Guid NewId();
}

/// <summary>Ids of version 7 of RFC 9562: 48 bits of milliseconds, 74 random bits. Being ordered by time they keep
/// database indexes compact.</summary>
/// <remarks><see cref="Guid.CreateVersion7()"/> asks the operating system for random bytes for each id; this asks once
/// per hundred ids.</remarks>
public sealed class TimeOrderedIds(TimeProvider time) : IIdSource
{
    private const int Size = 16;
    private const int TimeBytes = 6;
    private const int RandomBytes = Size - TimeBytes;
    private const int BufferBytes = 100 * RandomBytes;

    [ThreadStatic]
    private static byte[]? _buffer;

    [ThreadStatic]
    private static int _left;

    public Guid NewId()
    {
        Span<byte> id = stackalloc byte[Size];
        // Writes eight bytes; the last two are overwritten by random ones.
        BinaryPrimitives.WriteInt64BigEndian(id, time.GetUtcNow().ToUnixTimeMilliseconds() << 16);
        FillRandom(id[TimeBytes..]);
        id[6] = (byte)(0x70 | (id[6] & 0x0F));
        id[8] = (byte)(0x80 | (id[8] & 0x3F));
        return new Guid(id, bigEndian: true);
    }

    private static void FillRandom(Span<byte> into)
    {
        _buffer ??= new byte[BufferBytes];
        if (_left == 0)
        {
            RandomNumberGenerator.Fill(_buffer);
            _left = BufferBytes;
        }
        _left -= RandomBytes;
        _buffer.AsSpan(_left, RandomBytes).CopyTo(into);
    }
}
