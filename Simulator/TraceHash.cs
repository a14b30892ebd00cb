namespace PosSaga.Simulator;

/// <summary>FNV-1a, 64 bits: a running hash that is the same in every process.</summary>
internal static class TraceHash
{
    public const ulong Seed = 14695981039346656037;

    private const ulong Prime = 1099511628211;

    public static ulong Add(ulong hash, ulong value)
    {
        for (var i = 0; i < 8; i++, value >>= 8)
            hash = (hash ^ (value & 0xff)) * Prime;
        return hash;
    }

    public static ulong Of(string text)
    {
        var hash = Seed;
        foreach (var letter in text)
            hash = (hash ^ letter) * Prime;
        return hash;
    }
}
