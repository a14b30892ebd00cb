using System.CommandLine;
using PosSaga.Cli.Output;
using PosSaga.Client;
using Spectre.Console.Rendering;

namespace PosSaga.Cli.Commands;

/// <summary><c>pos order …</c></summary>
internal static class OrderCommands
{
    public static Command Define() => new("order", "Orders")
    {
        Show(), List(),
        Act("ship", "The goods have left the store",
            (api, id, token) => api.ShipOrderAsync(id, cancellationToken: token)),
        Act("deliver", "The customer has the goods",
            (api, id, token) => api.DeliverOrderAsync(id, cancellationToken: token)),
        ActWhy("cancel", "Takes the order back before it is shipped, and starts its refund",
            (api, id, why, token) => api.CancelOrderAsync(
                id, new() { Reason = why.Reason }, cancellationToken: token)),
        ActWhy("retry", "Operator: try the step again",
            (api, id, why, token) => api.RetryOrderAsync(id, why, cancellationToken: token)),
        ActWhy("compensate", "Operator: give up and undo",
            (api, id, why, token) => api.CompensateOrderAsync(id, why, cancellationToken: token)),
        ActWhy("resolve", "Operator: settled by hand",
            (api, id, why, token) => api.ResolveOrderAsync(id, why, cancellationToken: token)),
    };

    private static Command Show()
    {
        var id = Calls.Id();
        return new Command("show", "An order, always current") { id }.Does(async call =>
            call.Out.Answer(await call.Api.GetOrderAsync(call.Get(id), call.Cancellation), Look));
    }

    private static Command List()
    {
        var status = WireWords.Option<OrderStatus>("--status", "Only those that stand there");
        Option<string?> store = new("--store") { Description = "Only of this store", HelpName = "id" };
        Option<string?> customer = new("--customer") { Description = "Only of this customer", HelpName = "id" };
        var limit = Calls.Limit();
        return new Command("list", "Orders, newest first") { status, store, customer, limit }.Does(async call =>
            call.Out.Items(
                await call.Api.EachOrder(call.Get(status), call.Get(store), call.Get(customer), call.Cancellation)
                    .Take(call.Get(limit), call.Cancellation),
                Look, "No such orders."));
    }

    private static Command Act(
        string name, string about, Func<PosSagaClient, string, CancellationToken, Task<OrderBody>> act)
    {
        var id = Calls.Id();
        return new Command(name, about) { id }.Does(async call =>
            call.Out.Answer(await act(call.Api, call.Get(id), call.Cancellation), Look));
    }

    private static Command ActWhy(
        string name, string about, Func<PosSagaClient, string, ReasonBody, CancellationToken, Task<OrderBody>> act)
    {
        var (id, reason) = (Calls.Id(), Calls.Reason());
        return new Command(name, about) { id, reason }.Does(async call => call.Out.Answer(
            await act(call.Api, call.Get(id), new ReasonBody { Reason = call.Get(reason)! }, call.Cancellation), Look));
    }

    private static IRenderable Look(OrderBody order) => Looks.Above(
        Looks.Facts(
            ("order", order.Id), ("status", WireWords.Of(order.Status)), ("fulfilment", WireWords.Of(order.Fulfilment)),
            ("store", order.StoreId), ("customer", order.CustomerId), ("payment", order.PaymentId),
            ("failure", order.Failure is { } failure ? $"{failure.Reason} at {WireWords.Of(failure.Step)}" : null),
            ("refund", order.Refund is { } refund ? $"{WireWords.Of(refund.Status)} {refund.Failure}" : null),
            ("created", Looks.Of(order.CreatedAt)), ("updated", Looks.Of(order.UpdatedAt))),
        Looks.Table(
            order.Lines, ("sku", line => line.Sku), ("name", line => line.Name),
            ("quantity", line => Looks.Of(line.Quantity)), ("price", line => Looks.Of(line.UnitPrice)),
            ("total", line => Looks.Of(line.LineTotal))),
        Looks.Facts(
            ("subtotal", Looks.Of(order.Subtotal)), ("tax", Looks.Of(order.Tax)),
            ("shipping", Looks.Of(order.Shipping)), ("total", Looks.Of(order.Total))));

    private static IRenderable Look(IReadOnlyList<OrderBody> orders) => Looks.Table(
        orders, ("order", order => order.Id), ("status", order => WireWords.Of(order.Status)),
        ("fulfilment", order => WireWords.Of(order.Fulfilment)), ("store", order => order.StoreId),
        ("customer", order => order.CustomerId), ("total", order => Looks.Of(order.Total)),
        ("created", order => Looks.Of(order.CreatedAt)));
}
