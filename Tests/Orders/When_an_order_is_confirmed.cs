using PosSaga.Simulation;

namespace PosSaga.Tests.Orders;

public sealed class When_an_order_is_confirmed : OrderSpec
{
    [Theory, InlineData(90), InlineData(100)]
    public void A_risky_payment_makes_no_order(int risk) =>
        Given().When(Confirm(risk)).Refused("risk-too-high", RefusalKind.OrderFailed);

    [Fact] public void An_order_that_is_not_accepted_is_refused() =>
        Given().When(Confirm(accepted: false)).Refused("order-refused", RefusalKind.OrderFailed);

    [Fact] public void Other_content_than_the_first_time_is_refused() =>
        Given(Confirmed())
            .When(Confirm(cart: TwoCoffees with { Total = new(1) })).Refused("order-differs", RefusalKind.Conflict);

    [Fact] public void Other_lines_than_the_first_time_are_refused() =>
        Given(Confirmed()).When(Confirm(cart: TwoCoffees with { Lines = [new("MIEL", "Miel", new(1299), 2)] }))
            .Refused("order-differs");

    [Fact] public void A_confirmation_that_arrives_after_its_undo_is_refused() =>
        Given(Barred()).When(Confirm()).Refused("order-given-up", RefusalKind.OrderFailed);

    [Fact] public void It_is_not_confirmed_again_after_it_was_withdrawn() =>
        Given(Confirmed(), Withdrawn()).When(Confirm()).Refused("order-given-up", RefusalKind.OrderFailed);

    [Fact] public void It_keeps_the_cart_the_payment_and_the_reservation() =>
        Given().When(Confirm(risk: 89)).Then(Confirmed()).AndTheSameTwice();

    [Fact] public void A_repetition_is_answered_though_orders_are_refused_now() =>
        Given(Confirmed()).When(Confirm(accepted: false)).Replayed();

    [Fact] public void An_operator_of_the_simulation_can_have_it_refused()
    {
        var faults = new SimulatedFaults();
        var acceptance = new SimulatedAcceptance(faults);
        var order = new PosSaga.Orders.ConfirmOrder(Saga, "cart-1", TwoCoffees, "p-1", "r-1", 0);
        Assert.True(acceptance.Accepts(order));
        faults.RefuseConfirmations = true;
        Assert.False(acceptance.Accepts(order));
    }
}

/// <summary>Every state against every command, each also a second time.</summary>
public sealed class Every_state_of_an_order_against_every_command : OrderSpec
{
    private static readonly Dictionary<string, PosSaga.Orders.OrderEvent[]> States = new()
    {
        ["none"] = [],
        ["barred"] = [Barred()],
        ["confirmed"] = [Confirmed()],
        ["withdrawn"] = [Confirmed(), Withdrawn()],
        ["shipped"] = [Confirmed(), Shipped()],
        ["delivered"] = [Confirmed(), Shipped(), Delivered()],
    };

    // confirm | withdraw | ship | deliver
    [Theory]
    [InlineData("none", "recorded", "recorded", "order-not-found", "order-not-found")]
    [InlineData("barred", "order-given-up", "replayed", "order-not-found", "order-not-found")]
    [InlineData("confirmed", "replayed", "recorded", "recorded", "order-state")]
    [InlineData("withdrawn", "order-given-up", "replayed", "order-state", "order-state")]
    [InlineData("shipped", "replayed", "order-state", "replayed", "recorded")]
    [InlineData("delivered", "replayed", "order-state", "order-state", "replayed")]
    public void Has_a_named_outcome(string state, params string[] outcomes) =>
        Assert.Equal(outcomes, new[] { Confirm(), Withdraw(), Ship(), Deliver() }.Select(command =>
        {
            var outcome = Given(States[state]).When(command);
            if (outcome.Decision is PosSaga.EventSourcing.Decision<PosSaga.Orders.OrderEvent>.Recorded)
                outcome.AndTheSameTwice();
            return outcome.Decision switch
            {
                PosSaga.EventSourcing.Decision<PosSaga.Orders.OrderEvent>.Refused refused => refused.Refusal.Code,
                PosSaga.EventSourcing.Decision<PosSaga.Orders.OrderEvent>.Replayed => "replayed",
                _ => "recorded",
            };
        }));

    [Fact] public void Nothing_is_shipped_before_its_money_is_captured() =>
        Given(States["confirmed"]).When(Ship(paid: false)).Refused("order-not-completed", RefusalKind.InvalidState);

    [Fact] public void A_refusal_names_the_state() => Assert.Contains("delivered",
        Given(States["delivered"]).When(Ship()).Refused("order-state").Text, StringComparison.Ordinal);
}
