using System.Security.Cryptography;

namespace PosSaga.Api;

/// <summary>Ids of 26 characters of Crockford's base32, in lower case: no vowels to read words into, no letters to
/// mistake.</summary>
internal static class Ids
{
    public const int Length = 26;

    private const string Alphabet = "0123456789abcdefghjkmnpqrstvwxyz";

    /// <summary>A fresh one, ordered by time to the millisecond, so that rows made together lie together.</summary>
    public static string New()
    {
        Span<byte> bytes = stackalloc byte[17];
        Guid.CreateVersion7().TryWriteBytes(bytes, bigEndian: true, out _);
        // The version and variant bits of a Guid are no randomness; fill the tail anew.
        RandomNumberGenerator.Fill(bytes[6..]);
        return Spell(bytes);
    }

    /// <summary>The same text makes the same id for ever: 130 bits of its SHA-256.</summary>
    public static string Of(ReadOnlySpan<byte> text)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(text, hash);
        return Spell(hash);
    }

    private static string Spell(ReadOnlySpan<byte> bytes)
    {
        Span<char> text = stackalloc char[Length];
        int held = 0, bits = 0, next = 0;
        for (var i = 0; i < Length; i++)
        {
            if (bits < 5)
            {
                held = (held << 8) | bytes[next++];
                bits += 8;
            }
            bits -= 5;
            text[i] = Alphabet[(held >> bits) & 31];
            held &= (1 << bits) - 1;
        }
        return new string(text);
    }
}
