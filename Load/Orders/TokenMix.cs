using System.Globalization;

namespace PosSaga.Load.Orders;

/// <summary>Which payment tokens the customers bring, by weight: <c>ok=95,declined=3,flaky=1,timeout=1</c>.</summary>
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

    public override string ToString() => string.Join(',', _tokens.Select((t, i) =>
        string.Create(CultureInfo.InvariantCulture, $"{t.Token}={t.UpTo - (i == 0 ? 0 : _tokens[i - 1].UpTo)}")));

    public string Pick(ref Dice dice)
    {
        var roll = dice.Below(_total);
        foreach (var (token, upTo) in _tokens)
            if (roll < upTo)
                return token;
        throw new InvalidOperationException("A roll beyond the last weight.");
    }
}
