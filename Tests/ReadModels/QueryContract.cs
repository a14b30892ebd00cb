using PosSaga.Inventory;
using PosSaga.Orders;
using PosSaga.ReadModels;
using PosSaga.Refunds;
using PosSaga.Sagas;
using PosSaga.Tests.Journal;

namespace PosSaga.Tests.ReadModels;

/// <summary>Lists, searches and histories.</summary>
public abstract class QueryContract : ReadModelContract
{
    [ContractFact]
    public async Task Pages_neither_repeat_nor_skip_while_orders_come_in()
    {
        var writer = Side.Writer();
        for (var i = 0; i < 25; i++)
            await writer.Sale($"o{i:00}", at: EventWriter.Noon.AddMinutes(i / 2));
        await Side.CaughtUp();
        var seen = new List<string>();
        Cursor? after = null;
        do
        {
            var page = await Side.Get<OrderQueries>().List("t1", new OrderFilter(), after, 4);
            seen.AddRange(page.Items.Select(order => order.Id));
            await writer.Sale($"new{seen.Count}", at: EventWriter.Noon.AddHours(1));
            await Side.CaughtUp();
            Assert.True(Cursor.TryParse(page.NextCursor, out after));
        }
        while (after is not null);
        Assert.Equal(Enumerable.Range(0, 25).Reverse().Select(i => $"o{i:00}"), seen);
    }

    [ContractFact]
    public async Task Orders_are_filtered_by_each_field()
    {
        var writer = Side.Writer();
        await writer.Sale("a", "1", customer: "ann");
        await writer.Sale("b", "2", at: EventWriter.Noon.AddHours(1));
        await writer.Append("order-saga", "c", writer.Started(EventWriter.Noon.AddHours(2)));
        await Side.CaughtUp();
        Assert.Equal("a", await Ids(new OrderFilter(StoreId: "1")));
        Assert.Equal("a", await Ids(new OrderFilter(CustomerId: "ann")));
        Assert.Equal("c", await Ids(new OrderFilter(Status: SagaState.Pending)));
        Assert.Equal("b", await Ids(new(From: EventWriter.Noon.AddHours(1), To: EventWriter.Noon.AddHours(2))));
        Assert.Equal("c b a", await Ids(new OrderFilter()));
    }

    [ContractFact]
    public async Task A_cancelled_order_stays_completed_and_says_that_it_was_cancelled()
    {
        var writer = Side.Writer();
        await writer.Sale("o1", customer: "ann");
        await writer.Append("order", "o1", RefundEvents.Cancelled("t1", "o1"));
        await Side.CaughtUp();
        var order = Assert.Single((await Side.Get<OrderQueries>().List("t1", new(), null, 9)).Items);
        Assert.Equal((SagaState.Completed, PosSaga.Orders.Fulfilment.Cancelled), (order.Status, order.Fulfilment));
        Assert.Equal((new Money(2067), 6L), (order.Total, order.Version));
        Assert.Equal("o1", await Ids(new OrderFilter(Status: SagaState.Completed)));
        await Side.Get<PosSaga.Journal.SubjectKeyRing>().Erase("t1/customer/ann");
        Assert.Equal("swapped", (await Side.Rebuild(Models.Orders)).State);
    }

    [ContractFact]
    public async Task Orders_in_parts_say_how_far_each_line_is_and_a_rebuild_says_the_same()
    {
        var writer = Side.Writer();
        foreach (var id in new[] { "o1", "o2", "o3" })
            await writer.Sale(id, customer: "ann");
        await writer.Append("order", "o1", new OrderEvent.PiecesShipped(
            [new("tea", 1)], Fulfilment.PartlyShipped, EventWriter.Noon, "van", new("t1/customer/ann", "7")));
        await writer.Append("order", "o1", RefundEvents.Part("t1", "o1", "o1", Fulfilment.Shipped));
        await writer.Append("order", "o2", RefundEvents.Part("t1", "o2", "o2", Fulfilment.PartlyCancelled));
        await writer.Append("order", "o2", RefundEvents.Part("t1", "o2", "o2.2", Fulfilment.Cancelled));
        // Of the first, which is not the last any more.
        await writer.Append("order", "o2", new OrderEvent.RefundMoved("o2", RefundStatus.Failed, "no"));
        await writer.Append("order", "o2", new OrderEvent.RefundMoved("o2.2", RefundStatus.NeedsOperator, "slow"));
        await writer.Append("order", "o3", new OrderEvent.Shipped());
        await Side.CaughtUp();

        Assert.Equal("Shipped tea 1 1 o1 Requested", await Parts("o1"));
        Assert.Equal("Cancelled tea 0 2 o2.2 NeedsOperator", await Parts("o2"));
        Assert.Equal("Shipped tea 2 0  ", await Parts("o3"));
        var refunds = (await Side.Get<RefundQueries>().List("t1", new(), null, 9)).Items;
        Assert.Equal(["o1", "o2", "o2.2"], refunds.Select(refund => refund.Id).Order());
        Assert.All(refunds, refund => Assert.Equal(refund.Id[..2], refund.OrderId));

        await writer.Append(
            "order", "o2", new OrderEvent.LaterRefundRetried(new("t1/order/o2", "again"), "o2.2", 2),
            new OrderEvent.RefundAsked(RefundEvents.Order("o2.2", null, "o2") with { Attempt = 2 }));
        await Side.CaughtUp();
        Assert.Equal("Cancelled tea 0 2 o2.2 Requested", await Parts("o2"));
        Assert.Equal(2, (await Side.Get<RefundQueries>().List("t1", new(), null, 9)).Items
            .Single(refund => refund.Id == "o2.2").Attempt);
        Assert.Equal("swapped", (await Side.Rebuild(Models.Orders)).State);
        Assert.Equal("swapped", (await Side.Rebuild(Models.Refunds)).State);
    }

    private async Task<string> Parts(string id)
    {
        var order = (await Side.Get<OrderQueries>().List("t1", new(), null, 9)).Items.Single(one => one.Id == id);
        var line = Assert.Single(order.Progress!);
        return $"{order.Fulfilment} {line.Sku} {line.Shipped} {line.Cancelled} "
            + $"{order.Refund?.Id} {order.Refund?.Status}";
    }

    [ContractFact]
    public async Task Operators_find_sagas_by_their_standing()
    {
        var writer = Side.Writer();
        var at = EventWriter.Noon;
        await writer.Sale("done");
        await writer.Append("order-saga", "stuck", writer.Started(at));
        await writer.Append(
            "order-saga", "asking", writer.Started(at),
            new OrderSagaEvent.NeedsOperator(SagaStep.ValidateCart, false, "no sense") { At = at });
        await writer.Append(
            "order-saga", "refused", writer.Started(at),
            new OrderSagaEvent.StepFailed(
                SagaStep.ValidateCart, "cart-empty", RefusalKind.CartInvalid, null, false, null) { At = at },
            new OrderSagaEvent.Failed { At = at });
        await Side.CaughtUp();
        Assert.Equal("done", await Standing(SagaStanding.Completed));
        Assert.Equal("stuck", await Standing(SagaStanding.Running));
        Assert.Equal("stuck", await Standing(SagaStanding.Stuck));
        Assert.Equal("asking", await Standing(SagaStanding.NeedsOperator));
        Assert.Equal("refused", await Standing(SagaStanding.Failed));
        var failed = Assert.Single(
            (await Side.Get<SagaQueries>().List("t1", new(SagaStanding.Failed), null, 9)).Items);
        Assert.Equal(new SagaFailure(SagaStep.ValidateCart, "cart-empty", RefusalKind.CartInvalid), failed.Failure);

        var unfinished = await Side.Get<IUnfinishedSagas>().OlderThan(TimeSpan.FromSeconds(5), null, 10, default);
        Assert.Equal([new SagaKey("t1", "stuck")], unfinished);
        Assert.Empty(await Side.Get<IUnfinishedSagas>().OlderThan(TimeSpan.FromSeconds(5), unfinished[0], 10, default));
    }

    [ContractFact]
    public async Task Products_are_found_without_case_and_accents_and_wildcards_are_plain_text()
    {
        var writer = Side.Writer();
        await writer.Product("vtt-29", "Vélo VTT", "Sport & Loisirs");
        await writer.Product("cafe", "Café 100% arabica");
        await Side.CaughtUp();
        Assert.Equal("vtt-29", await Skus(new ProductFilter("VELO")));
        Assert.Equal("vtt-29", await Skus(new ProductFilter("vélo v")));
        Assert.Equal("vtt-29", await Skus(new ProductFilter(Category: "Sport & Loisirs")));
        Assert.Equal("cafe", await Skus(new ProductFilter("100%")));
        Assert.Equal("", await Skus(new ProductFilter("%z%")));
    }

    [ContractFact]
    public async Task Alerts_name_what_is_low_out_or_over()
    {
        var writer = Side.Writer();
        await writer.Product("tea", "Thé vert", threshold: 5);
        await writer.Stock("1", "tea", new StockEvent.Received(5, "r"));
        await writer.Stock(
            "2", "tea", new StockEvent.Received(5, "r"), new StockEvent.Reserved("x", 5, EventWriter.Noon));
        await writer.Stock("3", "tea", new StockEvent.Received(101, "r"));
        await writer.Stock("4", "tea", new StockEvent.Received(50, "r"));
        await Side.CaughtUp();
        var stock = Side.Get<StockQueries>();
        var alerts = (await stock.Alerts("t1", null, null, null, 50)).Items;
        Assert.Equal(
            [("1", StockAlertKind.Low), ("2", StockAlertKind.Out), ("3", StockAlertKind.Over)],
            alerts.Select(alert => (alert.Stock.StoreId, alert.Kind)));
        foreach (var alert in alerts)
            Assert.Equal([alert], (await stock.Alerts("t1", null, alert.Kind, null, 50)).Items);
        var first = await stock.Alerts("t1", null, null, null, 1);
        Assert.True(Cursor.TryParse(first.NextCursor, out var after));
        Assert.Equal("2", (await stock.Alerts("t1", null, null, after, 1)).Items[0].Stock.StoreId);

        Assert.Equal(
            [new StockKey("t1", "2", "tea")],
            await Side.Get<IOldReservations>().OlderThan(TimeSpan.FromMinutes(10), null, 10, default));
    }

    [ContractFact]
    public async Task A_tenant_sees_nothing_of_another()
    {
        var writer = Side.Writer("other");
        await writer.Product("tea", "Thé vert");
        await writer.Store("1", "Elsewhere");
        await writer.Stock("1", "tea", new StockEvent.Received(3, "r"));
        await writer.Sale("o1");
        await Side.CaughtUp();
        Assert.Empty((await Side.Get<OrderQueries>().List("t1", new(), null, 50)).Items);
        Assert.Empty((await Side.Get<SagaQueries>().List("t1", new(), null, 50)).Items);
        Assert.Empty((await Side.Get<StoreQueries>().List("t1", null, 50)).Items);
        Assert.Empty((await Side.Get<ProductQueries>().List("t1", new(), null, 50)).Items);
        Assert.Empty((await Side.Get<StockQueries>().List("t1", "1", false, null, 50)).Items);
        Assert.Empty((await Side.Get<StockQueries>().Alerts("t1", null, null, null, 50)).Items);
        Assert.Empty((await Side.Get<TimelineQueries>().Of("t1", "o1", null, 50)).Entries);
        Assert.Empty((await Side.Get<AuditQueries>().List("t1", new(), null, 50)).Items);
        Assert.Empty((await Side.Get<AuditQueries>().List("t1", new(Stream: "order-saga/other/o1"), null, 50)).Items);
        Assert.NotEmpty(
            (await Side.Get<AuditQueries>().List("other", new(Stream: "order-saga/other/o1"), null, 50)).Items);
        Assert.NotEmpty((await Side.Get<StoreQueries>().List("other", null, 50)).Items);
    }

    private async Task<string> Ids(OrderFilter filter) => string.Join(
        ' ', (await Side.Get<OrderQueries>().List("t1", filter, null, 50)).Items.Select(order => order.Id));

    private async Task<string> Standing(SagaStanding standing) => string.Join(
        ' ', (await Side.Get<SagaQueries>().List("t1", new(standing), null, 50)).Items.Select(saga => saga.OrderId));

    private async Task<string> Skus(ProductFilter filter) => string.Join(
        ' ', (await Side.Get<ProductQueries>().List("t1", filter, null, 50)).Items.Select(product => product.Sku));
}
