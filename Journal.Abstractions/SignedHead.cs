using System.Globalization;
using System.Text;
using System.Text.Json.Serialization;

namespace PosSaga.Journal;

/// <summary>A signed statement: the journal's events up to a position are these, in this order, and no others. Who
/// keeps it elsewhere can prove later that nothing before it was changed, also against the database's owner.</summary>
/// <param name="Journal">Made when the journal was created; heads of another journal prove nothing.</param>
/// <param name="Position">Of the last event that it covers; positions are dense from 1.</param>
/// <param name="Digest">Of all events up to the position, hexadecimal SHA-256: the hashes of blocks of 1,024 events,
/// chained.</param>
/// <param name="Blocks">The same of the full blocks alone, so that the next head need not read everything
/// again.</param>
/// <param name="At">UTC, whole microseconds.</param>
/// <param name="KeyId">Of the public key that verifies it.</param>
/// <param name="Signature">Base64 of ECDSA (P-256, SHA-256, r and s of 32 bytes each) over <see cref="Text"/>.</param>
public sealed record SignedHead(
    string Journal, long Position, string Digest, string Blocks, DateTimeOffset At, string KeyId, string Signature)
{
    /// <summary>UTF-8, one value a line.</summary>
    [JsonIgnore]
    public byte[] Text => Encoding.UTF8.GetBytes(string.Create(
        CultureInfo.InvariantCulture,
        $"possaga-head/1\n{Journal}\n{Position}\n{Digest}\n{Blocks}\n{At.UtcTicks / 10}\n"));
}

/// <summary>Signs how far the history goes, with a key that the database does not hold.</summary>
public interface ISignedHeads
{
    /// <summary>Identifier and public key (PEM, SubjectPublicKeyInfo).</summary>
    (string Id, string Pem) Key { get; }

    /// <summary>Signs up to the present end. Null: nothing came since the last one.</summary>
    /// <exception cref="JournalCorruptException">The last head is not of this journal's key, or the events that it
    /// covers are not those that were signed.</exception>
    Task<SignedHead?> Sign(CancellationToken cancellation = default);

    /// <summary>Ascending, from after a position.</summary>
    Task<IReadOnlyList<SignedHead>> After(long position, int max, CancellationToken cancellation = default);

    /// <summary>Descending, from before a position.</summary>
    Task<IReadOnlyList<SignedHead>> Before(long position, int max, CancellationToken cancellation = default);
}
