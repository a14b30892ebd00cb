namespace PosSaga.Tests.Simulation;

/// <summary>What a seed plays. They are numbered apart: seed 7 of one has nothing to do with seed 7 of the
/// other.</summary>
internal enum Story
{
    /// <summary>Order sagas only.</summary>
    Orders,

    /// <summary>Orders, and then claims, refunds and cancellations of them.</summary>
    Refunds,

    /// <summary>Sales at tills only.</summary>
    Tills,
}
