using PosSaga.Carts;
using PosSaga.Claims;
using PosSaga.EventSourcing;
using PosSaga.Orders;
using PosSaga.Refunds;

namespace PosSaga.Tests.Orders;

/// <summary>Whoever claims and lets go in whatever order: never more pieces than were bought, never more money than was
/// paid, and all of it once all of it is claimed.</summary>
public sealed class Parts_of_an_order_add_up : OrderSpec
{
    [Fact] public void Whatever_claims_do()
    {
        for (var seed = 0; seed < 2_000; seed++)
        {
            var random = new Random(seed);
            // A line whose total is no multiple of its pieces does not come from a cart; other sales have discounts.
            var lines = Enumerable.Range(0, random.Next(1, 4))
                .Select(i => new PricedLine(i == 2 ? "S0" : $"S{i}", "x", new(random.Next(0, 400)), random.Next(1, 8)))
                .ToArray();
            var order = Order.Initial.Apply(new OrderEvent.Confirmed(
                "cart-1", TwoCoffees with { Lines = lines }, "p-1", "r-1"));
            for (var step = 1; step < 40; step++)
                order = Step(order, random, step);
            order = Claim(order, new HoldForClaim(Saga, "rest", 1, "c-1", [], Condition.Damaged)) ?? order;

            Assert.Equal(lines.Sum(l => l.LineTotal.Amount), Goods(order).Sum(g => g.Paid.Amount));
            Assert.Equal(lines.Sum(l => l.Quantity), Goods(order).Sum(g => g.Quantity));
        }
    }

    [Fact] public void Thirds_of_a_price_are_rounded_half_up_and_the_last_takes_the_rest()
    {
        var order = Order.Initial.Apply(new OrderEvent.Confirmed(
            "cart-1", TwoCoffees with { Lines = [new("S", "x", new(1), 2), new("S", "x", new(998), 1)] }, "p-1",
            "r-1"));
        foreach (var claim in (string[])["a", "b", "c"])
            order = Claim(
                order, new HoldForClaim(Saga, claim, 1, "c-1", [new("S", 1, Condition.Damaged)], Condition.Damaged))!;
        Assert.Equal(
            [333, 334, 333], new[] { "a", "b", "c" }.Select(claim => order.HeldFor(claim).Goods.Single().Paid.Amount));
    }

    private static Order Step(Order order, Random random, int wish)
    {
        var claim = $"c{random.Next(6)}";
        if (random.Next(3) == 0)
            return After(order, OrderDecider.Decide(order, new ReleaseHold(Saga, claim, wish))) ?? order;
        var after = Claim(order, new HoldForClaim(
            Saga, claim, wish, "c-1", [new($"S{random.Next(2)}", random.Next(1, 4), Condition.Damaged)],
            Condition.Damaged));
        if (after is null)
            return order;
        foreach (var sku in after.Cart!.Lines.GroupBy(line => line.Sku))
        {
            var held = Goods(after).Where(goods => goods.Sku == sku.Key).ToList();
            Assert.InRange(held.Sum(g => g.Quantity), 0, sku.Sum(l => l.Quantity));
            Assert.InRange(held.Sum(g => g.Paid.Amount), 0, sku.Sum(l => l.LineTotal.Amount));
            Assert.All(held, goods => Assert.True(goods.Paid.Amount >= 0));
        }

        return after;
    }

    private static Order? Claim(Order order, HoldForClaim hold) => After(order, OrderDecider.Decide(order, hold));

    private static Order? After(Order order, Decision<OrderEvent> decision) =>
        decision is Decision<OrderEvent>.Recorded recorded ? order.Apply(recorded.Events.Single()) : null;

    private static IEnumerable<ClaimedGoods> Goods(Order order) => order.Claims.Values.SelectMany(hold => hold.Goods);
}
