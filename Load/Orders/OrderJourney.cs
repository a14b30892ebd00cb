using System.Collections.Concurrent;
using System.Globalization;

namespace PosSaga.Load;

/// <summary>One customer's requests: open a cart, put the items in, order. Each is sent when the one before was
/// answered; the first is measured from its intended start.</summary>
/// <param name="persistence">How long a request is repeated with its key while there is no answer, 503 or 202. Zero
/// when speed is measured: then each of these is an outcome.</param>
internal sealed class OrderJourney(
    ApiClient api, OrderPlans plans, Recorder recorder, PlacedOrders placedOrders, string runId, TimeSpan persistence,
    AnswerLog? answers = null)
{
    private static readonly TimeSpan PauseWhenAway = TimeSpan.FromMilliseconds(100);

    public async Task Go(long intended)
    {
        var number = recorder.Begin();
        try
        {
            await Buy(plans.Plan(number), string.Create(CultureInfo.InvariantCulture, $"{runId}-{number}"), intended);
        }
        finally
        {
            recorder.End();
        }
    }

    /// <returns>Null when it came to no order.</returns>
    public async Task<PlacedOrder?> Buy(OrderPlan plan, string key, long intended)
    {
        var cart = await Ask("1 POST /carts", intended,
            () => api.Post("/api/v1/carts", Bodies.Cart(plan.StoreId, runId), key));
        if (cart.Reply.Text("id") is not { } cartId || !cart.Reply.IsSuccess)
            return null;

        var ended = cart.Ended;
        foreach (var line in plan.Lines)
        {
            var item = await Ask("2 PUT /carts/{id}/items/{sku}", ended,
                () => api.Put($"/api/v1/carts/{cartId}/items/{line.Sku}", Bodies.Quantity(line.Quantity)));
            if (!item.Reply.IsSuccess)
                return null;
            ended = item.Ended;
        }
        return await Order(plan, key, cartId, intended, ended);
    }

    private async Task<PlacedOrder> Order(OrderPlan plan, string key, string cartId, long intended, long begun)
    {
        var body = Bodies.Order(cartId, runId, plan.Token);
        var answer = await Ask("3 POST /orders", begun, () => api.Post("/api/v1/orders", body, key));
        var reply = answer.Reply;
        recorder.Completed(
            reply.Status == 201 ? Kinds.WholeOrder : Kinds.OtherOrder, Moments.MicrosBetween(intended, answer.Ended));
        var placed = new PlacedOrder(
            key, cartId, plan, reply.Status, OrderIdOf(reply), reply.Number("total"), answer.Interrupted);
        // A 202 is not final and the next answer may differ; a lost answer cannot be compared.
        if (plan.Repeat && reply.IsAnswer && reply.Status is not (202 or 503))
        {
            var again = await Ask("4 POST /orders again, same key", answer.Ended,
                () => api.Post("/api/v1/orders", body, key));
            if (again.Reply.IsAnswer && again.Reply.Status != 503)
                placed = placed with
                {
                    Repeat = new OrderRepeat(again.Reply.Status, OrderIdOf(again.Reply), again.Reply.Replayed),
                };
        }
        placedOrders.Add(placed);
        return placed;
    }

    private static string? OrderIdOf(Reply reply) => reply.Text(reply.IsSuccess ? "id" : "orderId");

    private async Task<(Reply Reply, long Ended, bool Interrupted)> Ask(
        string kind, long begun, Func<Task<Reply>> send)
    {
        var interrupted = false;
        for (var deadline = Moments.After(begun, persistence); ;)
        {
            var reply = await send();
            var ended = Moments.Now;
            var outcome = OutcomeOf(kind, reply);
            recorder.CountOutcome(outcome);
            interrupted |= !reply.IsAnswer;
            var away = !reply.IsAnswer || reply.Status == 503;
            if (!(away || reply.Status == 202) || ended >= deadline)
            {
                recorder.RecordLatency(kind, Moments.MicrosBetween(begun, ended));
                answers?.Write(outcome, Moments.MicrosBetween(begun, ended));
                // A system that is down would otherwise be asked as fast as it refuses connections.
                if (away)
                    await Task.Delay(PauseWhenAway);
                return (reply, ended, interrupted);
            }
            await Task.Delay(reply.RetryAfter is { } after && after < TimeSpan.FromSeconds(1) ? after : PauseWhenAway);
        }
    }

    private static string OutcomeOf(string kind, Reply reply) => reply switch
    {
        { IsAnswer: false } => $"{kind}: {reply.Error}",
        { Status: 503, RetryAfter: null } => $"{kind}: 503 without Retry-After",
        _ => string.Create(CultureInfo.InvariantCulture, $"{kind}: {reply.Status}"),
    };
}

/// <summary>Names of the histograms.</summary>
internal static class Kinds
{
    public const string WholeOrder = "whole order, completed";
    public const string OtherOrder = "whole order, not completed";
    public const string Saga = "order saga";
    public const string Reservation = "reservation";
}

/// <summary>An order as the till that sent it knows it.</summary>
/// <param name="Status">Of the last answer; 0 when there was none.</param>
/// <param name="OrderId">From the body of the answer, of a problem too; null when there was no answer.</param>
/// <param name="TotalCents">From the answer; null unless it was an order.</param>
/// <param name="Interrupted">At least one attempt got no answer.</param>
internal sealed record PlacedOrder(
    string Key, string CartId, OrderPlan Plan, int Status, string? OrderId, long? TotalCents, bool Interrupted)
{
    /// <summary>The answer to the repeated request, if it was repeated.</summary>
    public OrderRepeat? Repeat { get; init; }
}

internal sealed record OrderRepeat(int Status, string? OrderId, bool MarkedAsReplay);

/// <summary>All orders that the tills sent; the books are checked against them.</summary>
internal sealed class PlacedOrders
{
    private readonly ConcurrentBag<PlacedOrder> _orders = [];

    public int Count => _orders.Count;

    public IReadOnlyList<PlacedOrder> Orders => [.. _orders];

    public void Add(PlacedOrder order) => _orders.Add(order);
}
