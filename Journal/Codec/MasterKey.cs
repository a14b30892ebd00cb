using System.Security.Cryptography;
using System.Text;

namespace PosSaga.Journal;

/// <summary>Encrypts the keys of subjects, so that a copy of the database alone reveals no personal data.</summary>
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
        AesGcmCipher.Encrypt(key, subjectKey, Encoding.UTF8.GetBytes(subject), random);

    public byte[] Unwrap(string subject, byte[] wrapped) =>
        AesGcmCipher.TryDecrypt(key, wrapped, Encoding.UTF8.GetBytes(subject)) ?? throw new JournalCorruptException(
            $"The key of {subject} does not open: this journal was written under another Journal:MasterKey.");

    /// <summary>A keyed hash of the text: equal texts have equal hashes, and without the master key nobody can test
    /// which text a hash belongs to.</summary>
    public string KeyedHash(string purpose, string text) => Convert.ToHexStringLower(HMACSHA256.HashData(
        Derive(purpose), Encoding.UTF8.GetBytes(text)).AsSpan(0, 16));

    /// <summary>A key of 32 bytes of its own for each purpose.</summary>
    public byte[] Derive(string purpose) => HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"PosSaga {purpose}"));
}

/// <summary>AES-256-GCM. The result is nonce, cipher text and tag in one array.</summary>
internal static class AesGcmCipher
{
    private const int NonceSize = 12;
    private const int TagSize = 16;

    public static byte[] Encrypt(byte[] key, ReadOnlySpan<byte> plain, ReadOnlySpan<byte> associated, RandomFill random)
    {
        var sealedText = new byte[NonceSize + plain.Length + TagSize];
        random(sealedText.AsSpan(0, NonceSize));
        using var aes = new AesGcm(key, TagSize);
        aes.Encrypt(
            sealedText.AsSpan(0, NonceSize), plain, sealedText.AsSpan(NonceSize, plain.Length),
            sealedText.AsSpan(^TagSize..), associated);
        return sealedText;
    }

    /// <summary>Null if the data was encrypted with another key or associated data, or was changed.</summary>
    public static byte[]? TryDecrypt(byte[] key, ReadOnlySpan<byte> sealedText, ReadOnlySpan<byte> associated)
    {
        if (sealedText.Length < NonceSize + TagSize)
            return null;
        var plain = new byte[sealedText.Length - NonceSize - TagSize];
        using var aes = new AesGcm(key, TagSize);
        try
        {
            aes.Decrypt(
                sealedText[..NonceSize], sealedText[NonceSize..^TagSize], sealedText[^TagSize..], plain, associated);
            return plain;
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
    }
}
