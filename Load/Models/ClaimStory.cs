using System.Globalization;
using PosSaga.Claims;
using PosSaga.Journal;
using PosSaga.Load.Orders;
using PosSaga.Refunds;

namespace PosSaga.Load.Models;

/// <summary>One claim of a load on the read models, told event by event. Without an order: nobody else has to do
/// with it.</summary>
internal sealed class ClaimStory(string tenant, string id, string customer, string agent, ClaimWords words, Dice dice)
{
    private static readonly string[] Skus = ["CAFE", "THE-VERT", "VTT", "LAMPE-LED", "JEAN", "IPAD", "VESTE", "BALLON"];
    private Dice _dice = dice;
    private int _next;

    public string Stream { get; } = $"claim/{tenant}/{id}";

    public StreamHead Head { get; set; } = StreamHead.Empty;

    public bool IsOver => _next == 5;

    public ClaimEvent Next() => _next++ switch
    {
        0 => new ClaimEvent.Created(
            customer, null, (ClaimType)_dice.Below(4), Told(12 + _dice.Below(20)), (Urgency)_dice.Below(3), null,
            [new ClaimLine(Skus[_dice.Below(Skus.Length)], 1 + _dice.Below(3), (Condition)_dice.Below(3))], id)
        {
            At = Now,
        },
        1 => new ClaimEvent.Assigned(agent) { At = Now },
        2 => new ClaimEvent.Started { At = Now },
        3 => new ClaimEvent.Resolved(Told(6 + _dice.Below(10))) { At = Now },
        _ => new ClaimEvent.Closed { At = Now },
    };

    /// <summary>Its past, up to some moment of its life.</summary>
    public List<ClaimEvent> Past()
    {
        // Half of all claims are closed; the others are on their way.
        var events = new List<ClaimEvent>();
        for (var length = _dice.Below(2) == 0 ? 5 : 1 + _dice.Below(4); events.Count < length;)
            events.Add(Next());
        return events;
    }

    private static DateTimeOffset Now => DateTimeOffset.UtcNow;

    private Personal<string> Told(int count) => new($"{tenant}/customer/{customer}", words.Text(count, ref _dice));
}

/// <summary>Claims by number: as many customers as a fifth of the claims, a hundred agents.</summary>
internal sealed class ClaimStories(string tenant, string runId, int customers)
{
    private const int Agents = 100;
    private readonly ClaimWords _words = new();

    public ClaimStory Story(long number)
    {
        var dice = new Dice(0xC1A115, number);
        return new ClaimStory(
            tenant, string.Create(CultureInfo.InvariantCulture, $"{runId}-{number}"),
            string.Create(CultureInfo.InvariantCulture, $"{runId}-c{dice.Below(customers)}"),
            string.Create(CultureInfo.InvariantCulture, $"agent-{dice.Below(Agents)}"), _words, dice);
    }
}
