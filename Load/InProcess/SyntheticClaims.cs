using System.Globalization;
using System.Text;
using PosSaga.Claims;
using PosSaga.Journal;
using PosSaga.Refunds;

namespace PosSaga.Load;

/// <summary>One claim for a load on the read models, event by event; without an order, so that no other grain takes
/// part.</summary>
internal sealed class SyntheticClaim(
    string tenant, string id, string customer, string agent, WordDistribution words, SeededRandom random)
{
    private static readonly string[] Skus = ["CAFE", "THE-VERT", "VTT", "LAMPE-LED", "JEAN", "IPAD", "VESTE", "BALLON"];
    private SeededRandom _random = random;
    private int _next;

    public string Stream { get; } = $"claim/{tenant}/{id}";

    public StreamHead Head { get; set; } = StreamHead.Empty;

    public bool IsOver => _next == 5;

    public ClaimEvent Next() => _next++ switch
    {
        0 => new ClaimEvent.Created(
            customer, null, (ClaimType)_random.Below(4), Text(12 + _random.Below(20)), (Urgency)_random.Below(3), null,
            [new ClaimLine(Skus[_random.Below(Skus.Length)], 1 + _random.Below(3), (Condition)_random.Below(3))], id)
        {
            At = Now,
        },
        1 => new ClaimEvent.Assigned(agent) { At = Now },
        2 => new ClaimEvent.Started { At = Now },
        3 => new ClaimEvent.Resolved(Text(6 + _random.Below(10))) { At = Now },
        _ => new ClaimEvent.Closed { At = Now },
    };

    /// <summary>The first events of its life.</summary>
    public List<ClaimEvent> Past()
    {
        // Half of all claims are closed, the others are open.
        var events = new List<ClaimEvent>();
        for (var length = _random.Below(2) == 0 ? 5 : 1 + _random.Below(4); events.Count < length;)
            events.Add(Next());
        return events;
    }

    private static DateTimeOffset Now => DateTimeOffset.UtcNow;

    private Personal<string> Text(int count) => new($"{tenant}/customer/{customer}", words.Text(count, ref _random));
}

/// <summary>Claims by number: as many customers as a fifth of the claims, a hundred agents.</summary>
internal sealed class SyntheticClaims(string tenant, string runId, int customers)
{
    private const int Agents = 100;
    private readonly WordDistribution _words = new();

    public SyntheticClaim Claim(long number)
    {
        var random = new SeededRandom(0xC1A115, number);
        return new SyntheticClaim(
            tenant, string.Create(CultureInfo.InvariantCulture, $"{runId}-{number}"),
            string.Create(CultureInfo.InvariantCulture, $"{runId}-c{random.Below(customers)}"),
            string.Create(CultureInfo.InvariantCulture, $"agent-{random.Below(Agents)}"), _words, random);
    }
}

/// <summary>Words with a skewed distribution, as in natural text: a few are in nearly every text, most are
/// rare.</summary>
internal sealed class WordDistribution
{
    private const int Count = 8_000;
    private const double Precision = 1_000_000;

    private static readonly string[] Syllables =
    [
        "la", "ve", "lo", "ca", "fé", "ti", "ro", "mai", "son", "bra", "ché", "nou", "per", "di", "lu", "gra", "mo",
        "ze", "ku", "pi",
    ];

    private readonly string[] _words = new string[Count];

    public WordDistribution()
    {
        for (var i = 0; i < Count; i++)
        {
            var word = new StringBuilder();
            for (var rest = i + Syllables.Length; rest > 0; rest /= Syllables.Length)
                word.Append(Syllables[rest % Syllables.Length]);
            _words[i] = word.ToString();
        }
    }

    public string Text(int count, ref SeededRandom random)
    {
        var text = new StringBuilder();
        for (var i = 0; i < count; i++)
        {
            // The cube: half of all words of a text are among the first eighth of the list.
            var at = random.Below((int)Precision) / Precision;
            text.Append(i == 0 ? "" : " ").Append(_words[(int)(Count * at * at * at)]);
        }
        return text.Append('.').ToString();
    }
}
