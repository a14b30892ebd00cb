namespace PosSaga.Simulator;

/// <summary>SplitMix64: the same numbers for the same seed on every machine and version of .NET.</summary>
public sealed class SeededRandom(ulong seed)
{
    private ulong state = seed;

    public ulong NextUInt64()
    {
        var z = state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>0 to <paramref name="below"/> − 1.</summary>
    public int Next(int below) => (int)(NextUInt64() % (ulong)below);

    /// <summary>Both ends included.</summary>
    public TimeSpan Next(TimeSpan from, TimeSpan to) =>
        from + TimeSpan.FromTicks((long)(NextUInt64() % (ulong)((to - from).Ticks + 1)));

    /// <summary>True with the given probability, 0 to 1.</summary>
    public bool Chance(double probability) => (NextUInt64() >> 11) * (1.0 / (1UL << 53)) < probability;

    public Guid NextGuid()
    {
        Span<byte> bytes = stackalloc byte[16];
        BitConverter.TryWriteBytes(bytes, NextUInt64());
        BitConverter.TryWriteBytes(bytes[8..], NextUInt64());
        return new Guid(bytes);
    }

    /// <summary>An independent generator: numbers drawn from one do not change those of the other.</summary>
    public SeededRandom Fork() => new(NextUInt64());
}

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
