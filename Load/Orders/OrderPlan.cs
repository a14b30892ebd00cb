using System.Globalization;

namespace PosSaga.Load;

/// <summary>One customer's order: store, lines, payment token, and whether it is sent a second time with the same
/// key.</summary>
internal sealed record OrderPlan(string StoreId, IReadOnlyList<PlannedLine> Lines, string Token, bool Repeat);

internal readonly record struct PlannedLine(string Sku, int Quantity);

/// <summary>The orders of a run, by number: the same seed and number give the same order.</summary>
internal sealed class OrderPlans(Assortment assortment, TokenMix tokens, int lines, int repeatPercent, ulong seed)
{
    private const int QuantityMax = 3;

    public OrderPlan Plan(long number)
    {
        var random = new SeededRandom(seed, number);
        var store = assortment.StoreIds[random.Below(assortment.StoreIds.Count)];
        // Consecutive SKUs from a random one are distinct; a second PUT of the same SKU would replace the first.
        var count = Math.Min(lines, assortment.Skus.Count);
        var first = random.Below(assortment.Skus.Count);
        var planned = new PlannedLine[count];
        for (var i = 0; i < count; i++)
            planned[i] = new(assortment.Skus[(first + i) % assortment.Skus.Count], 1 + random.Below(QuantityMax));
        return new OrderPlan(store, planned, tokens.Pick(ref random), random.Below(100) < repeatPercent);
    }
}

/// <summary>Payment tokens by weight: <c>ok=95,declined=3,flaky=1,timeout=1</c>.</summary>
internal sealed class TokenMix
{
    private static readonly Dictionary<string, string> Known = new(StringComparer.Ordinal)
    {
        ["ok"] = "tok_ok",
        ["declined"] = "tok_declined",
        ["flaky"] = "tok_flaky",
        ["timeout"] = "tok_timeout_charged",
        ["timeout-charged"] = "tok_timeout_charged",
        ["timeout-lost"] = "tok_timeout_lost",
    };

    private readonly (string Token, int UpTo)[] _tokens;
    private readonly int _total;

    private TokenMix((string, int)[] tokens, int total) => (_tokens, _total) = (tokens, total);

    /// <exception cref="FormatException">With a message for people.</exception>
    public static TokenMix Parse(string text)
    {
        var tokens = new List<(string, int)>();
        var total = 0;
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var (name, weight) = part.Split('=') switch
            {
                [var n] => (n, 1),
                [var n, var w] when int.TryParse(w, NumberStyles.None, CultureInfo.InvariantCulture, out var parsed)
                                    && parsed <= 1_000_000 => (n, parsed),
                _ => throw new FormatException($"'{part}' is not name=weight with a weight of 0 to 1000000."),
            };
            if (!Known.TryGetValue(name, out var token))
                throw new FormatException($"'{name}' is no payment token; known are {string.Join(", ", Known.Keys)}.");
            total += weight;
            tokens.Add((token, total));
        }
        return total > 0
            ? new TokenMix([.. tokens], total)
            : throw new FormatException("A token mix needs at least one weight above 0.");
    }

    public string Pick(ref SeededRandom random)
    {
        var picked = random.Below(_total);
        foreach (var (token, upTo) in _tokens)
            if (picked < upTo)
                return token;
        throw new InvalidOperationException("A number beyond the last weight.");
    }
}

/// <summary>SplitMix64: repeatable random numbers by seed and number, on any thread, without a shared
/// generator.</summary>
internal struct SeededRandom(ulong seed, long number)
{
    // Another odd factor than the step below, or number n + 1 would begin with the second value of number n.
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
