using PosSaga.Claims;
using PosSaga.Load.Orders;
using PosSaga.Refunds;

namespace PosSaga.Load.Claims;

/// <summary>What one customer will complain about: pieces of an order of this run, and in which condition they come
/// back.</summary>
/// <param name="Order">Number of the order.</param>
internal sealed record ClaimPlan(long Order, ClaimType Type, IReadOnlyList<ClaimLine> Lines);

/// <summary>Rolls the complaints of a run, and the orders that they are about.</summary>
/// <param name="perOrder">So many claims share the pieces of one order, and its payment.</param>
internal sealed class ClaimPlans(OrderPlans orders, int perOrder, ulong seed)
{
    // Another one than the orders' own, or what is bought would decide what is complained about.
    private readonly ulong _seed = seed ^ 0xC1A1;

    /// <summary>Of orders without the pieces that claims will want.</summary>
    public OrderPlans Orders => orders;

    public long OrdersOf(long claims) => (claims + perOrder - 1) / perOrder;

    /// <summary>At least as many pieces of each line as claims want one.</summary>
    public OrderPlan Order(long number)
    {
        var plan = orders.Plan(number);
        return plan with { Lines = [.. plan.Lines.Select(l => l with { Quantity = Math.Max(l.Quantity, perOrder) })] };
    }

    /// <summary>One piece of each line; the last claim about an order takes what is left of it.</summary>
    public ClaimPlan Plan(long number)
    {
        var (order, share) = (number / perOrder, (int)(number % perOrder));
        var dice = new Dice(_seed, number);
        var type = (ClaimType)dice.Below(Enum.GetValues<ClaimType>().Length);
        var lines = new List<ClaimLine>();
        foreach (var line in Order(order).Lines)
        {
            var condition = (Condition)dice.Below(Enum.GetValues<Condition>().Length);
            lines.Add(new ClaimLine(line.Sku, share < perOrder - 1 ? 1 : line.Quantity - share, condition));
        }
        return new ClaimPlan(order, type, lines);
    }
}
