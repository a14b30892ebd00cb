using PosSaga.Simulator;

namespace PosSaga.Tests.Simulation;

/// <summary>Who sells at tills in one run. Drawn like the rest of <see cref="FaultProfile"/>.</summary>
internal sealed record Tills
{
    /// <summary>Of each shop; each has one cashier.</summary>
    public int Registers { get; init; }

    public int SalesPerShift { get; init; }

    public static Tills Of(SeededRandom random) =>
        new() { Registers = 1 + random.Next(3), SalesPerShift = 1 + random.Next(5) };
}
