using System.Collections.Concurrent;
using System.Globalization;
using PosSaga.Claims;
using PosSaga.Refunds;

namespace PosSaga.Load;

/// <summary>From the cart to the refund: an order, a claim about it, an agent who resolves and refunds it, and polling
/// until the refund has ended. Each request is sent when the one before was answered; the first is measured from its
/// intended start.</summary>
internal sealed class ClaimJourney(
    ApiClient tills, ApiClient agents, ClaimPlans plans, Recorder recorder, PlacedOrders placedOrders, string runId)
{
    public const string Whole = "order to refund completed";
    public const string Refund = "refund request to completed";
    private const string Settled = "refund request to settled";
    private const string AgentId = "load-agent";

    // Pauses between polls grow: a refund takes milliseconds, one in trouble minutes.
    private static readonly TimeSpan PauseMin = TimeSpan.FromMilliseconds(2);
    private static readonly TimeSpan PauseMax = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LastsMax = TimeSpan.FromMinutes(1);

    private readonly ConcurrentBag<AskedRefund> _asked = [];

    /// <summary>Claims whose refund was asked for.</summary>
    public IReadOnlyList<AskedRefund> Asked => [.. _asked];

    public async Task Go(long intended)
    {
        var number = recorder.Begin();
        try
        {
            if (await Resolved(number, intended) is { } claim)
                await Refunded(claim, Moments.Now, intended);
        }
        finally
        {
            recorder.End();
        }
    }

    private async Task<AskedRefund?> Resolved(long number, long intended)
    {
        var key = string.Create(CultureInfo.InvariantCulture, $"{runId}-{number}");
        // With a recorder of its own: Load orders measures these requests.
        var order = new OrderJourney(tills, plans.Orders, new Recorder(), placedOrders, runId, TimeSpan.Zero);
        if (await order.Buy(plans.Orders.Plan(number), key, intended) is not { Status: 201, OrderId: { } orderId })
            return null;
        recorder.RecordLatency("1 order (cart, items, order)", Moments.MicrosBetween(intended, Moments.Now));

        var body = Bodies.Claim(runId, orderId, plans.Plan(number));
        var opened = await Ask("2 POST /claims", () => tills.Post("/api/v1/claims", body, key));
        if (opened.Text("id") is not { } claim || !opened.IsSuccess)
            return null;
        var path = $"/api/v1/claims/{claim}";
        var done = await Tell("3 assign", path + "/assign", Bodies.Agent(AgentId))
            && await Tell("4 start", path + "/start", default)
            && await Tell("5 resolve", path + "/resolve", Bodies.Resolution);
        return done ? new AskedRefund(claim, orderId) : null;
    }

    /// <param name="begun">When the refund is requested.</param>
    /// <param name="intended">The intended start of the first request.</param>
    private async Task Refunded(AskedRefund claim, long begun, long intended)
    {
        _asked.Add(claim);
        var path = $"/api/v1/claims/{claim.ClaimId}";
        var request = await Ask("6 refund", () => agents.Post($"{path}/refund", default));
        if (!request.IsSuccess)
            return;
        var (isSettled, pause) = (false, PauseMin);
        for (var patience = Moments.After(begun, LastsMax); Moments.Now < patience;)
        {
            var status = (await agents.Get(path)).Text("refund", "status");
            var now = Moments.Now;
            if (!isSettled && status is "settled" or "completed")
            {
                isSettled = true;
                recorder.RecordLatency(Settled, Moments.MicrosBetween(begun, now));
            }
            if (status is "completed" or "failed" or "needsOperator")
            {
                recorder.Completed(Refund, Moments.MicrosBetween(begun, now));
                recorder.CountOutcome($"refund {status}");
                recorder.RecordLatency(Whole, Moments.MicrosBetween(intended, now));
                return;
            }
            await Task.Delay(pause);
            pause = pause * 1.5 < PauseMax ? pause * 1.5 : PauseMax;
        }
        recorder.CountOutcome("refund not over within a minute");
    }

    private async Task<bool> Tell(string kind, string path, ReadOnlyMemory<byte> body) =>
        (await Ask(kind, () => agents.Post(path, body))).IsSuccess;

    private async Task<Reply> Ask(string kind, Func<Task<Reply>> send)
    {
        var begun = Moments.Now;
        var reply = await send();
        recorder.RecordLatency(kind, Moments.MicrosBetween(begun, Moments.Now));
        if (!reply.IsSuccess)
            recorder.CountOutcome(reply.IsAnswer
                ? string.Create(CultureInfo.InvariantCulture, $"{kind}: {reply.Status}")
                : $"{kind}: {reply.Error}");
        return reply;
    }
}

/// <summary>What one customer complains about: the pieces of the order with the same number, and their
/// condition.</summary>
internal sealed record ClaimPlan(ClaimType Type, IReadOnlyList<ClaimLine> Lines);

/// <summary>The orders of a run and a claim about all pieces of each, by number.</summary>
internal sealed class ClaimPlans(OrderPlans orders, ulong seed)
{
    // Another seed than the orders', so that what is bought does not decide what is complained about.
    private readonly ulong _seed = seed ^ 0xC1A1;

    public OrderPlans Orders => orders;

    public ClaimPlan Plan(long number)
    {
        var random = new SeededRandom(_seed, number);
        var type = (ClaimType)random.Below(Enum.GetValues<ClaimType>().Length);
        var lines = new List<ClaimLine>();
        foreach (var line in orders.Plan(number).Lines)
            lines.Add(new ClaimLine(
                line.Sku, line.Quantity, (Condition)random.Below(Enum.GetValues<Condition>().Length)));
        return new ClaimPlan(type, lines);
    }
}
