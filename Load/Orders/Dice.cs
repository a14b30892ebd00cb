namespace PosSaga.Load.Orders;

/// <summary>SplitMix64: the same seed and number roll the same order, on any thread, without a shared
/// generator.</summary>
internal struct Dice(ulong seed, long number)
{
    // Another odd factor than the step below, or order n + 1 would roll what order n rolled second.
    private ulong _state = seed ^ ((ulong)number * 0xD1342543DE82EF95);

    public int Below(int limit) => (int)(Next() % (ulong)limit);

    private ulong Next()
    {
        var z = _state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
