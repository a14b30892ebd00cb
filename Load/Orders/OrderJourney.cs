using System.Globalization;
using PosSaga.Load.Http;
using PosSaga.Load.Measuring;

namespace PosSaga.Load.Orders;

/// <summary>One customer's way: open a cart, put the items in, order. Each request is sent the moment the one before
/// was answered; the first is measured from its intended start.</summary>
/// <param name="persistence">How long a request is sent again (with its key) while the system is away (no answer, 503)
/// or still at work (202). Zero when speed is measured: then each of these is an outcome.</param>
internal sealed class OrderJourney(
    ApiClient api, OrderPlans plans, Recorder recorder, TillMemory memory, string runId, TimeSpan persistence,
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

    /// <returns>What the till remembers of it; null when it came to no order.</returns>
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
        // A 202 is not final and may be answered otherwise next time; a lost answer has nothing to be compared with.
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
        memory.Add(placed);
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
            recorder.Ended(outcome);
            interrupted |= !reply.IsAnswer;
            var away = !reply.IsAnswer || reply.Status == 503;
            if (!(away || reply.Status == 202) || ended >= deadline)
            {
                recorder.Took(kind, Moments.MicrosBetween(begun, ended));
                answers?.Ended(outcome, Moments.MicrosBetween(begun, ended));
                // Or a system that is down would be asked as fast as it can refuse connections.
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

/// <summary>Names of what is measured.</summary>
internal static class Kinds
{
    public const string WholeOrder = "whole order, completed";
    public const string OtherOrder = "whole order, not completed";
    public const string Saga = "order saga";
    public const string Reservation = "reservation";
}
