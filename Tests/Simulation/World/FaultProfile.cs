using PosSaga.Simulator;

namespace PosSaga.Tests.Simulation;

/// <summary>How bad it gets in one run: every kind of trouble is drawn on its own, so that some runs know one kind only
/// and others all of them. A rate is per turn, per call, per append; a run has some thousand turns.</summary>
internal sealed record FaultProfile
{
    /// <summary>An activation dies before a turn.</summary>
    public double KillsPerTurn { get; init; }

    /// <summary>Of those deaths, the share that takes the whole silo along.</summary>
    public double SiloDeaths { get; init; }

    /// <summary>Another silo takes over while the old one is still at work for a while.</summary>
    public bool Deposed { get; init; }

    public double AppendFails { get; init; }

    public double JournalSlow { get; init; }

    /// <summary>Times of up to 30 s in which the journal answers nobody.</summary>
    public int JournalOutages { get; init; }

    public double CallsLost { get; init; }

    public double CallsLate { get; init; }

    public double GatewayLost { get; init; }

    public double GatewayLate { get; init; }

    public double GatewayTimeouts { get; init; }

    public double GatewayDeclines { get; init; }

    public int GatewayOutages { get; init; }

    public double OrdersRefused { get; init; }

    /// <summary>Operators who speak without being asked, too.</summary>
    public double OperatorsMeddle { get; init; }

    /// <summary>A few stuck sagas find nobody who looks after them.</summary>
    public bool OperatorsLeaveSome { get; init; }

    /// <summary>One stock has a history long enough for snapshots.</summary>
    public bool LongHistory { get; init; }

    /// <summary>A person is called after half a minute without an answer instead of a day.</summary>
    public bool Impatient { get; init; }

    public int Customers { get; init; }

    /// <summary>Null: nobody complains, and no stream flows.</summary>
    public Complaints? Complaints { get; init; }

    /// <summary>Null: nobody sells at a till.</summary>
    public Tills? Tills { get; init; }

    public static FaultProfile Of(SeededRandom random, Story story)
    {
        var orders = Of(random);
        if (story == Story.Tills)
            return orders with { Customers = 0, LongHistory = false, Tills = Simulation.Tills.Of(random) };
        return story == Story.Orders ? orders : orders with
        {
            // Who has no order has nothing to complain about.
            Customers = 1 + random.Next(2), GatewayDeclines = orders.GatewayDeclines / 3, LongHistory = false,
            Complaints = Complaints.Of(random),
        };
    }

    private static FaultProfile Of(SeededRandom random)
    {
        var some = random.Chance(0.15) ? 0.15 : random.Chance(0.3) ? 0.9 : 0.45;
        return new FaultProfile
        {
            KillsPerTurn = Rate(0.002, 0.03),
            SiloDeaths = Rate(0.05, 0.5),
            Deposed = random.Chance(some / 2),
            AppendFails = Rate(0.01, 0.12),
            JournalSlow = Rate(0.01, 0.15),
            JournalOutages = random.Chance(some / 2) ? 1 + random.Next(2) : 0,
            CallsLost = Rate(0.005, 0.05),
            CallsLate = Rate(0.01, 0.1),
            GatewayLost = Rate(0.02, 0.3),
            GatewayLate = Rate(0.02, 0.3),
            GatewayTimeouts = Rate(0.02, 0.4),
            GatewayDeclines = Rate(0.05, 0.4),
            GatewayOutages = random.Chance(some / 2) ? 1 + random.Next(2) : 0,
            OrdersRefused = Rate(0.05, 0.5),
            OperatorsMeddle = Rate(0.05, 0.5),
            OperatorsLeaveSome = random.Chance(0.2),
            LongHistory = random.Chance(0.1),
            Customers = 2 + random.Next(4),
            Impatient = random.Chance(0.3),
        };

        double Rate(double from, double to) =>
            random.Chance(some) ? from + ((to - from) * random.Next(1_000) / 1_000.0) : 0;
    }
}
