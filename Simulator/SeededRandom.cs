namespace PosSaga.Simulator;

/// <summary>SplitMix64: the same numbers for the same seed on every machine and every version of the
/// platform.</summary>
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

    /// <summary>A generator of its own, so that drawing more here changes nothing there.</summary>
    public SeededRandom Fork() => new(NextUInt64());
}
