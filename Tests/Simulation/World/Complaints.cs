using PosSaga.Simulator;

namespace PosSaga.Tests.Simulation;

/// <summary>Who complains in one run, and what goes wrong there that orders alone do not meet. Drawn like the rest of
/// <see cref="FaultProfile"/>.</summary>
internal sealed record Complaints
{
    /// <summary>Placed on a quiet morning.</summary>
    public int OrdersBefore { get; init; }

    public int Customers { get; init; }

    public int Agents { get; init; }

    /// <summary>Per delivery of an event to a participant; other streams overtake it meanwhile.</summary>
    public double DeliveriesLate { get; init; }

    public double DeliveriesTwice { get; init; }

    /// <summary>Handled, but the stream does not hear so.</summary>
    public double DeliveriesUnheard { get; init; }

    /// <summary>It cannot be handled, by its own fault: several times in a row, and it is put aside.</summary>
    public double DeliveriesBroken { get; init; }

    /// <summary>Per mood of the world: delivery dies and begins again at its checkpoint.</summary>
    public double StreamDeaths { get; init; }

    /// <summary>A store does not take its goods back.</summary>
    public double ReturnsRefused { get; init; }

    /// <summary>The gateway is told to refuse just the amount that will be refunded.</summary>
    public double RefundsDeclined { get; init; }

    /// <summary>The gateway answers nobody for minutes; where people are impatient (<see cref="FaultProfile.Impatient"/>),
    /// longer than a refund is asked for without a person's word.</summary>
    public bool GatewayIsSilent { get; init; }

    /// <summary>Shelves that are found empty, as a share of what the shipper does: what came back is gone.</summary>
    public double Shrinkage { get; init; }

    /// <summary>All of every order is claimed, bit by bit and at the full rate: where parts were rounded each by itself, more
    /// than was paid.</summary>
    public bool Greedy { get; init; }

    /// <summary>Refunds to which agents add shipping and goodwill.</summary>
    public double Generous { get; init; }

    /// <summary>Agents who give commands that nobody needs.</summary>
    public double AgentsMeddle { get; init; }

    /// <summary>Orders that are taken back before they are shipped, as a share of what the shipper does.</summary>
    public double Cancellations { get; init; }

    /// <summary>As a share of what is shipped and cancelled: by lines and pieces, and not all that is left.</summary>
    public double Parts { get; init; }

    public static Complaints Of(SeededRandom random)
    {
        var some = random.Chance(0.15) ? 0.15 : random.Chance(0.3) ? 0.9 : 0.5;
        return new Complaints
        {
            OrdersBefore = 2 + random.Next(4),
            Customers = 2 + random.Next(3),
            Agents = 1 + random.Next(3),
            DeliveriesLate = Rate(0.05, 0.4),
            DeliveriesTwice = Rate(0.05, 0.3),
            DeliveriesUnheard = Rate(0.02, 0.2),
            StreamDeaths = Rate(0.2, 0.9),
            ReturnsRefused = Rate(0.1, 0.5),
            RefundsDeclined = Rate(0.1, 0.5),
            GatewayIsSilent = random.Chance(some / 6),
            Shrinkage = Rate(0.1, 0.5),
            Greedy = random.Chance(some / 3),
            AgentsMeddle = Rate(0.05, 0.3),
            Cancellations = Rate(0.1, 0.6),
            Generous = Rate(0.1, 0.5),
            Parts = Rate(0.3, 0.9),
        };

        double Rate(double from, double to) =>
            random.Chance(some) ? from + ((to - from) * random.Next(1_000) / 1_000.0) : 0;
    }
}
