using System.Reflection;
using PosSaga.Carts;

namespace PosSaga.Tests.Carts;

/// <summary>The earlier system took prices and totals from whoever sent them, and charged something else.</summary>
public sealed class Bug_client_prices_were_trusted : CartSpec
{
    [Fact] public void No_command_of_a_customer_can_carry_a_price() => Assert.Empty(
        from command in new[] { typeof(OpenCart), typeof(SetCartItem), typeof(RemoveCartItem) }
        from property in command.GetProperties(BindingFlags.Public | BindingFlags.Instance)
        where property.PropertyType == typeof(Money) || property.PropertyType == typeof(Money?)
            || property.PropertyType == typeof(decimal) || property.PropertyType == typeof(double)
        select $"{command.Name}.{property.Name}");

    [Fact] public void The_total_expected_can_only_refuse_the_order_never_change_it() =>
        Given(Opened(), Put()).When(Freeze(expected: new(1))).Refused("total-differs");

    [Fact] public void A_price_that_changed_while_the_cart_stood_is_the_price() => Assert.Equal(new Money(2 * 1999),
        Given(Opened(), Put()).When(Freeze(shelf: [Coffee with { Price = new(1999) }])).After.Priced!.Subtotal);
}
