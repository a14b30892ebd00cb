using System.Text.Json;
using PosSaga.Carts;
using PosSaga.Catalogue;
using PosSaga.Deciding;
using PosSaga.Inventory;
using PosSaga.Orders;
using PosSaga.Stores;

namespace PosSaga.Tests.Deciding;

/// <summary>A snapshot holds the state's JSON: snapshot plus tail must equal full replay.</summary>
public sealed class StateJsonRoundTrip
{
    private static readonly DateTimeOffset At = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly PricedCart Bought = new(
        "1", "c-1", [new("CAFE", "Café", new(1299), 2)], 0.14975m, new(2598), new(0), new(389), new(2987));

    [Fact] public void Of_a_product() => SnapshotPlusTailEqualsReplay<Product, ProductEvent>(
        new ProductEvent.Added("Café", "Alimentation", new(1299), 25, "f"),
        new ProductEvent.Changed("Café moulu", "Alimentation", new(1399), 20, false));

    [Fact] public void Of_a_store() => SnapshotPlusTailEqualsReplay<Store, StoreEvent>(
        new StoreEvent.Opened("Mile End", "QC", StoreKind.Store));

    [Fact] public void Of_a_cart() => SnapshotPlusTailEqualsReplay<Cart, CartEvent>(
        new CartEvent.Opened("1", "QC", "c-1", "f"),
        new CartEvent.ItemSet("CAFE", 2),
        new CartEvent.ItemSet("MIEL", 1),
        new CartEvent.ItemRemoved("MIEL"),
        new CartEvent.Frozen("s-1", Bought),
        new CartEvent.Thawed("s-1"),
        new CartEvent.FreezeBarred("s-2"),
        new CartEvent.Frozen("s-3", Bought),
        new CartEvent.Ordered("s-3"));

    [Fact] public void Of_a_stock() => SnapshotPlusTailEqualsReplay<Stock, StockEvent>(
        new StockEvent.Received(10, "po-1"),
        new StockEvent.ThresholdChanged(3),
        new StockEvent.Reserved("s-1", 2, At),
        new StockEvent.Reserved("s-2", 3, At),
        new StockEvent.Committed("s-1", 2),
        new StockEvent.ReservationBarred("s-9"),
        new StockEvent.Reserved("s-3", 1, At),
        new StockEvent.Released("s-2", 3),
        new StockEvent.Adjusted(-1, "broken"));

    [Fact] public void Of_an_order() => SnapshotPlusTailEqualsReplay<Order, OrderEvent>(
        new OrderEvent.Confirmed("cart-1", Bought, "p-1", "s-1"),
        new OrderEvent.Shipped(),
        new OrderEvent.Delivered());

    private static void SnapshotPlusTailEqualsReplay<TState, TEvent>(params TEvent[] history)
        where TState : class, IAggregate<TState, TEvent>
    {
        var replayed = Text(history.Aggregate(TState.Initial, (state, e) => state.Apply(e)));
        for (var at = 0; at <= history.Length; at++)
        {
            var snapshot = Text(history.Take(at).Aggregate(TState.Initial, (state, e) => state.Apply(e)));
            var restored = (TState)JsonSerializer.Deserialize(snapshot, typeof(TState), StateJson.Default)!;
            Assert.Equal(replayed, Text(history.Skip(at).Aggregate(restored, (state, e) => state.Apply(e))));
        }
    }

    private static string Text<TState>(TState state) => JsonSerializer.Serialize(state, typeof(TState), StateJson.Default);
}
