using System.Security.Cryptography;
using System.Text;

namespace PosSaga.Journal;

/// <summary>Wraps the keys of subjects, so that a copy of the database alone opens nothing.</summary>
internal sealed class MasterKey(byte[] key)
{
    public static MasterKey From(JournalOptions options)
    {
        const string Setting = "Journal:MasterKey";
        if (string.IsNullOrWhiteSpace(options.MasterKey))
            return options.AllowDevelopmentMasterKey
                ? new(SHA256.HashData("PosSaga development master key: protects nothing"u8))
                : throw new JournalConfigurationException(
                    $"{Setting} is not set: base64 of 32 random bytes, the same for all silos of one journal.");
        var key = new byte[32];
        return Convert.TryFromBase64String(options.MasterKey, key, out var length) && length == key.Length
            ? new(key)
            : throw new JournalConfigurationException($"{Setting} must be base64 of exactly 32 bytes.");
    }

    public byte[] Wrap(string subject, ReadOnlySpan<byte> subjectKey, RandomFill random) =>
        Sealed.Encrypt(key, subjectKey, Encoding.UTF8.GetBytes(subject), random);

    public byte[] Unwrap(string subject, byte[] wrapped) =>
        Sealed.TryDecrypt(key, wrapped, Encoding.UTF8.GetBytes(subject)) ?? throw new JournalCorruptException(
            $"The key of {subject} does not open: this journal was written under another Journal:MasterKey.");

    /// <summary>The same for the same text, and without the key nobody can try out which text it is.</summary>
    public string Blind(string purpose, string text) => Convert.ToHexStringLower(HMACSHA256.HashData(
        Derive(purpose), Encoding.UTF8.GetBytes(text)).AsSpan(0, 16));

    /// <summary>A key of its own for each purpose, 32 bytes.</summary>
    public byte[] Derive(string purpose) => HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"PosSaga {purpose}"));
}

/// <summary>AES-256-GCM as nonce, cipher text, tag in one piece.</summary>
internal static class Sealed
{
    private const int NonceSize = 12;
    private const int TagSize = 16;

    public static byte[] Encrypt(byte[] key, ReadOnlySpan<byte> plain, ReadOnlySpan<byte> bound, RandomFill random)
    {
        var box = new byte[NonceSize + plain.Length + TagSize];
        random(box.AsSpan(0, NonceSize));
        using var aes = new AesGcm(key, TagSize);
        aes.Encrypt(
            box.AsSpan(0, NonceSize), plain, box.AsSpan(NonceSize, plain.Length), box.AsSpan(^TagSize..), bound);
        return box;
    }

    /// <summary>Null when the box was not sealed with this key for this purpose, or was changed since.</summary>
    public static byte[]? TryDecrypt(byte[] key, ReadOnlySpan<byte> box, ReadOnlySpan<byte> bound)
    {
        if (box.Length < NonceSize + TagSize)
            return null;
        var plain = new byte[box.Length - NonceSize - TagSize];
        using var aes = new AesGcm(key, TagSize);
        try
        {
            aes.Decrypt(box[..NonceSize], box[NonceSize..^TagSize], box[^TagSize..], plain, bound);
            return plain;
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
    }
}
