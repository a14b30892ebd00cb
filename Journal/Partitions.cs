using System.Text;

namespace PosSaga.Journal;

/// <summary>Which partition an event belongs to. It must never change, because stored events carry its
/// result.</summary>
public static class Partitions
{
    private const ulong FnvOffset = 14695981039346656037;
    private const ulong FnvPrime = 1099511628211;

    /// <summary>By <c>{tenant}/{grain id}</c>, the part of the stream after its kind; with a process key by
    /// <c>{tenant}/{process key}</c>, so that all participants of one process share a partition.</summary>
    public static int Of(string stream, string? processKey, int count)
    {
        var kindEnd = stream.IndexOf('/', StringComparison.Ordinal);
        var tenantEnd = kindEnd < 0 ? -1 : stream.IndexOf('/', kindEnd + 1);
        if (kindEnd < 1 || tenantEnd < kindEnd + 2 || tenantEnd == stream.Length - 1)
            throw new ArgumentException(
                $"A stream is named {{kind}}/{{tenant}}/{{id}}, not '{stream}'.", nameof(stream));
        var hash = processKey is null
            ? Fnv1A(FnvOffset, stream.AsSpan(kindEnd + 1))
            : Fnv1A(Fnv1A(FnvOffset, stream.AsSpan(kindEnd + 1, tenantEnd - kindEnd)), processKey);
        // The low bits of FNV-1a depend mostly on the last byte, so the high half is folded in.
        return (int)((hash ^ (hash >> 32)) % (uint)count);
    }

    private static ulong Fnv1A(ulong hash, ReadOnlySpan<char> text)
    {
        Span<byte> utf8 = text.Length <= 170 ? stackalloc byte[512] : new byte[text.Length * 3];
        foreach (var b in utf8[..Encoding.UTF8.GetBytes(text, utf8)])
            hash = (hash ^ b) * FnvPrime;
        return hash;
    }
}
