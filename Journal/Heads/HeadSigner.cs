using System.Buffers.Text;
using System.Security.Cryptography;

namespace PosSaga.Journal;

/// <summary>Signs with a key made from the master key, which the database never sees.</summary>
internal sealed class HeadSigner
{
    private readonly ECDsa _key;

    public HeadSigner(MasterKey master)
    {
        _key = ECDsa.Create(new ECParameters
        {
            Curve = ECCurve.NamedCurves.nistP256, D = master.Derive("signed heads"),
        });
        (Id, Pem) = (HeadSignatures.IdOf(_key), _key.ExportSubjectPublicKeyInfoPem());
    }

    public string Id { get; }

    public string Pem { get; }

    public SignedHead Sign(string journal, HistoryDigest digest, DateTimeOffset at)
    {
        at = at.ToUniversalTime();
        var head = new SignedHead(
            journal, digest.Position, digest.Value, digest.Blocks, at.AddTicks(-(at.Ticks % 10)), Id, "");
        return head with { Signature = Convert.ToBase64String(_key.SignData(head.Text, HashAlgorithmName.SHA256)) };
    }

    public bool IsOurs(SignedHead head) => HeadSignatures.Holds(head, _key);
}

/// <summary>What anybody can check who has the public key.</summary>
public static class HeadSignatures
{
    /// <summary>Sixteen characters of the hash of the public key.</summary>
    public static string IdOf(ECDsa key) =>
        Base64Url.EncodeToString(SHA256.HashData(key.ExportSubjectPublicKeyInfo()).AsSpan(0, 12));

    public static bool Holds(SignedHead head, ECDsa key)
    {
        var signature = new byte[64];
        return head.KeyId == IdOf(key)
            && Convert.TryFromBase64String(head.Signature, signature, out var length) && length == signature.Length
            && key.VerifyData(head.Text, signature, HashAlgorithmName.SHA256);
    }
}
