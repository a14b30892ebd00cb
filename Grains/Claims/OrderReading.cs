using PosSaga.Orders;

namespace PosSaga.Claims;

/// <summary>What became of asking the order.</summary>
public abstract record OrderReading
{
    /// <param name="Held">Held for the claim, or what would be.</param>
    public sealed record Fits(ClaimHoldContent Held) : OrderReading;

    /// <summary>There is no such order, or it does not go with the claim.</summary>
    public sealed record Refused(Refusal Refusal) : OrderReading;

    /// <summary>Its saga has not got so far.</summary>
    public sealed record UnderWay : OrderReading;

    /// <summary>No answer just now. Pieces may be held all the same.</summary>
    public sealed record Unreadable : OrderReading;

    private OrderReading() { }
}
