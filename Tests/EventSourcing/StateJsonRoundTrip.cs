using System.Text.Json;
using PosSaga.Carts;
using PosSaga.Catalogue;
using PosSaga.Claims;
using PosSaga.EventSourcing;
using PosSaga.Inventory;
using PosSaga.Journal;
using PosSaga.Orders;
using PosSaga.Refunds;
using PosSaga.Stores;

namespace PosSaga.Tests.EventSourcing;

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
        new OrderEvent.PiecesHeld("cl-1", 1, [Coffee]),
        new OrderEvent.Delivered(),
        new OrderEvent.PiecesLetGo("cl-1", 7),
        new OrderEvent.PiecesHeld("cl-2", 1, [Coffee]));

    [Fact] public void Of_an_order_in_parts() => SnapshotPlusTailEqualsReplay<Order, OrderEvent>(
        new OrderEvent.Confirmed("cart-1", Bought, "p-1", "s-1"),
        new OrderEvent.PiecesShipped([new("CAFE", 1)], Fulfilment.PartlyShipped, At, "van", Said("7")),
        new OrderEvent.PiecesCancelled(Said("No."), "o-1", [Coffee], Fulfilment.Shipped),
        new OrderEvent.RefundAsked(Part),
        new OrderEvent.RefundMoved("o-1", RefundStatus.Failed, "no"),
        new OrderEvent.RefundRetried(Said("Again."), Part with { Attempt = 2 }),
        new OrderEvent.RefundMoved("o-1", RefundStatus.Completed, null, 2));

    private static RefundOrder Part => new(
        "o-1", null, "o-1", "p-1", "1", "c-1", null, 0.14975m, [Coffee], Money.Zero);

    [Fact] public void Of_a_claim() => SnapshotPlusTailEqualsReplay<Claim, ClaimEvent>(
        new ClaimEvent.Opening(
            "c-1", Reached, ClaimType.ProductDefect, Said("Open bag."), Urgency.High, "o-1", [], "f") { At = At },
        new ClaimEvent.Created(
            "c-1", Reached, ClaimType.ProductDefect, Said("Open bag."), Urgency.High, "o-1", [], "f") { At = At },
        new ClaimEvent.Enriched("1", "p-1", 0.14975m, [Coffee]) { At = At },
        new ClaimEvent.Assigned("a-1") { At = At },
        new ClaimEvent.Started { At = At },
        new ClaimEvent.Resolved(Said("Sorry.")) { At = At },
        new ClaimEvent.Reopened(Said("Again.")) { At = At },
        new ClaimEvent.Started { At = At },
        new ClaimEvent.Resolved(Said("Sorry.")) { At = At },
        new ClaimEvent.RefundRequested(
            new RefundOrder("cl-1", "cl-1", "o-1", "p-1", "1", "c-1", ClaimType.ProductDefect, 0.14975m, [Coffee]), "k")
            { At = At },
        new ClaimEvent.RefundMoved(RefundStatus.Failed, "no", 9) { At = At },
        new ClaimEvent.Closed { At = At },
        new ClaimEvent.PiecesLetGo { At = At });

    [Fact] public void Of_a_claim_that_was_refused_and_of_one_whose_refund_was()
    {
        var no = new Refusal("no", RefusalKind.InvalidState, "No.");
        SnapshotPlusTailEqualsReplay<Claim, ClaimEvent>(new ClaimEvent.Refused(no, "f") { At = At });
        SnapshotPlusTailEqualsReplay<Claim, ClaimEvent>(
            new ClaimEvent.Created("c-1", null, ClaimType.BillingError, Said("Why?"), Urgency.Low, null, [], "f") { At = At },
            new ClaimEvent.Assigned("a-1") { At = At },
            new ClaimEvent.AssignmentKept("a-1") { At = At },
            new ClaimEvent.RefundRefused(no) { At = At });
    }

    [Fact] public void Of_a_claim_that_was_not_opened() => SnapshotPlusTailEqualsReplay<Claim, ClaimEvent>(
        new ClaimEvent.Opening(
            "c-1", null, ClaimType.ProductDefect, Said("Open bag."), Urgency.High, "o-1", [], "f") { At = At },
        new ClaimEvent.NotOpened(new Refusal(
            "claim-nothing-left", RefusalKind.ClaimInvalid, "Nothing is left.")) { At = At },
        new ClaimEvent.PiecesLetGo { At = At });

    private static ClaimedGoods Coffee => new("CAFE", "Café", 1, Condition.Damaged, new(1299));

    private static Personal<Contact> Reached => new("demo/customer/c-1", new Contact("Ana"));

    private static Personal<string> Said(string text) => new("demo/customer/c-1", text);

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

    private static string Text<TState>(TState state) =>
        JsonSerializer.Serialize(state, typeof(TState), StateJson.Default);
}
