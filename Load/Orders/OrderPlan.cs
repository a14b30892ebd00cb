namespace PosSaga.Load.Orders;

/// <summary>What one customer is going to do: which store, which lines, which card, and whether the till sends the
/// order a second time with the same key.</summary>
internal sealed record OrderPlan(string StoreId, IReadOnlyList<PlannedLine> Lines, string Token, bool Repeat);

internal readonly record struct PlannedLine(string Sku, int Quantity);

/// <summary>Rolls the plans of a run.</summary>
internal sealed class OrderPlans(Assortment assortment, TokenMix tokens, int lines, int repeatPercent, ulong seed)
{
    private const int QuantityMax = 3;

    public OrderPlan Plan(long number)
    {
        var dice = new Dice(seed, number);
        var store = assortment.StoreIds[dice.Below(assortment.StoreIds.Count)];
        // Neighbours on the shelf from a random place: distinct SKUs, since a second PUT of one would replace the
        // first.
        var count = Math.Min(lines, assortment.Skus.Count);
        var first = dice.Below(assortment.Skus.Count);
        var planned = new PlannedLine[count];
        for (var i = 0; i < count; i++)
            planned[i] = new(assortment.Skus[(first + i) % assortment.Skus.Count], 1 + dice.Below(QuantityMax));
        return new OrderPlan(store, planned, tokens.Pick(ref dice), dice.Below(100) < repeatPercent);
    }
}
