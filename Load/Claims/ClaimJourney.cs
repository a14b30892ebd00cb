using System.Collections.Concurrent;
using System.Globalization;
using PosSaga.Load.Books;
using PosSaga.Load.Http;
using PosSaga.Load.Measuring;
using PosSaga.Load.Orders;

namespace PosSaga.Load.Claims;

/// <summary>From the cart to the money back: an order, a complaint about it, an agent who resolves and refunds it, and
/// somebody who looks again and again whether the money is there. Each request is sent the moment the one before was
/// answered; the first is measured from its intended start.</summary>
internal sealed class ClaimJourney(
    ApiClient tills, ApiClient agents, ClaimPlans plans, Recorder recorder, TillMemory memory, string runId)
{
    public const string Whole = "order to refund completed";
    public const string Refund = "refund request to completed";
    private const string Settled = "refund request to settled";
    private const string AgentId = "load-agent";

    // Looked for again after a pause that grows: a refund takes milliseconds, one in trouble minutes.
    private static readonly TimeSpan PauseMin = TimeSpan.FromMilliseconds(2);
    private static readonly TimeSpan PauseMax = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LastsMax = TimeSpan.FromMinutes(1);

    private readonly ConcurrentBag<AskedRefund> _asked = [];
    private readonly ConcurrentQueue<AskedRefund> _ready = [];
    private long _prepared;

    /// <summary>Claims whose refund was asked for.</summary>
    public IReadOnlyList<AskedRefund> Asked => [.. _asked];

    /// <summary>All of the way; one claim per order.</summary>
    public async Task Go(long intended)
    {
        var number = recorder.Begin();
        try
        {
            if (await Resolved(number, intended, recorder) is { } claim)
                await GetMoneyBack(claim, Moments.Now, intended);
        }
        finally
        {
            recorder.End();
        }
    }

    /// <summary>Makes claims ready to be refunded.</summary>
    public Task Prepare(int clients, int count, CancellationToken cancellation)
    {
        var unmeasured = new Recorder();
        return ClosedLoop.Count(clients, count, async _ =>
        {
            if (await Resolved(Interlocked.Increment(ref _prepared), Moments.Now, unmeasured) is { } claim)
                _ready.Enqueue(claim);
        }, cancellation);
    }

    /// <summary>The last part of the way only; false when no claim is ready any more.</summary>
    public async Task<bool> GoOn(long intended)
    {
        if (!_ready.TryDequeue(out var claim))
            return false;
        recorder.Begin();
        try
        {
            await GetMoneyBack(claim, intended, intended: null);
            return true;
        }
        finally
        {
            recorder.End();
        }
    }

    private async Task<AskedRefund?> Resolved(long number, long intended, Recorder into)
    {
        var key = string.Create(CultureInfo.InvariantCulture, $"{runId}-{number}");
        // Its own histograms would only repeat what Load orders measures.
        var order = new OrderJourney(tills, plans.Orders, new Recorder(), memory, runId, TimeSpan.Zero);
        if (await order.Buy(plans.Order(number), key, intended) is not { Status: 201, OrderId: { } orderId })
            return null;
        into.Took("1 order (cart, items, order)", Moments.MicrosBetween(intended, Moments.Now));

        var body = Bodies.Claim(runId, orderId, plans.Plan(number));
        var opened = await Ask("2 POST /claims", () => tills.Post("/api/v1/claims", body, key), into);
        if (opened.Text("id") is not { } claim || !opened.IsSuccess)
            return null;
        var path = $"/api/v1/claims/{claim}";
        var done = await Tell("3 assign", path + "/assign", Bodies.Agent(AgentId), into)
            && await Tell("4 start", path + "/start", default, into)
            && await Tell("5 resolve", path + "/resolve", Bodies.Resolution, into);
        return done ? new AskedRefund(claim, orderId) : null;
    }

    /// <param name="begun">When the refund was meant to be asked for.</param>
    /// <param name="intended">When the whole way was meant to begin; null when only this part is measured.</param>
    private async Task GetMoneyBack(AskedRefund claim, long begun, long? intended)
    {
        _asked.Add(claim);
        var path = $"/api/v1/claims/{claim.ClaimId}";
        var request = await Ask("6 refund", () => agents.Post($"{path}/refund", default), recorder);
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
                recorder.Took(Settled, Moments.MicrosBetween(begun, now));
            }
            if (status is "completed" or "failed" or "needsOperator")
            {
                recorder.Completed(Refund, Moments.MicrosBetween(begun, now));
                recorder.Ended($"refund {status}");
                if (intended is { } start)
                    recorder.Took(Whole, Moments.MicrosBetween(start, now));
                return;
            }
            await Task.Delay(pause);
            pause = pause * 1.5 < PauseMax ? pause * 1.5 : PauseMax;
        }
        recorder.Ended("refund not over within a minute");
    }

    private async Task<bool> Tell(string kind, string path, ReadOnlyMemory<byte> body, Recorder into) =>
        (await Ask(kind, () => agents.Post(path, body), into)).IsSuccess;

    private static async Task<Reply> Ask(string kind, Func<Task<Reply>> send, Recorder into)
    {
        var begun = Moments.Now;
        var reply = await send();
        into.Took(kind, Moments.MicrosBetween(begun, Moments.Now));
        if (!reply.IsSuccess)
            into.Ended(reply.IsAnswer
                ? string.Create(CultureInfo.InvariantCulture, $"{kind}: {reply.Status}")
                : $"{kind}: {reply.Error}");
        return reply;
    }
}
