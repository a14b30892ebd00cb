using PosSaga.Claims;
using PosSaga.Orders;
using PosSaga.ReadModels;
using PosSaga.Refunds;

namespace PosSaga.Api;

/// <summary>Refunds: asked for by claims and by cancelled orders, here they are only read.</summary>
internal static class Refunds
{
    private const string Cancellation = "order.cancelled/1";
    private const string PartCancellation = "order.refund-asked/1";

    public static void MapRefunds(this IEndpointRouteBuilder api)
    {
        var refunds = api.MapGroup("/refunds").WithTags("Refunds");
        refunds.MapGet("/{id:id}", Get).WithName("getRefund")
            .WithSummary("A refund, always current").ResponseExample(RefundBody.Example).VersionHeaders()
            .ProducesProblems(404);
    }

    private static async Task<IResult> Get(
        string id, Caller caller, IGrainFactory grains, LogQueries logs, HttpContext http)
    {
        if (await caller.Grain<IRefundGrain>(grains, id).Get() is { } refund)
            return WireResult.Found(
                await WithWaiting(refund, caller, grains), RefundBody.Of, view => view.Version);
        // Its record hears of it by the stream; who asked for it knows at once.
        return await Requested(id, caller, grains, logs, http.RequestAborted) is { } requested
            ? WireResult.Ok(requested)
            : WireResult.NotFound;
    }

    // The payment's side of it alone knows what it waits for.
    private static async Task<RefundView> WithWaiting(RefundView refund, Caller caller, IGrainFactory grains) =>
        refund.Status is RefundStatus.Completed or RefundStatus.Failed or RefundStatus.NeedsOperator
            ? refund
            : refund with { Waiting = await caller.Grain<IRefundPaymentGrain>(grains, refund.Id).Waiting() };

    private static async Task<RefundBody?> Requested(
        string id, Caller caller, IGrainFactory grains, LogQueries logs, CancellationToken cancellation)
    {
        if (await caller.Grain<IClaimGrain>(grains, id).Get() is { RefundId: not null } claim)
            return RefundBody.Requested(claim);
        // Of a later cancellation it bears a number behind the order's id.
        var order = await caller.Grain<IOrderGrain>(grains, id).Get();
        if (order is null && RefundOrder.OrderOf(id) is { } later)
            order = await caller.Grain<IOrderGrain>(grains, later).Get();
        return order is { Cancellations: { } cancellations }
            && cancellations.FirstOrDefault(one => one.Refund.Asked.RefundId == id) is { Refund.Asked: var asked }
            ? RefundBody.Requested(asked, await CancelledAt(caller, asked, logs, cancellation))
            : null;
    }

    // The order itself does not keep it, and the refund's record will tell the time of the same event.
    private static async Task<DateTimeOffset> CancelledAt(
        Caller caller, RefundOrder asked, LogQueries logs, CancellationToken cancellation)
    {
        var stream = "order/" + GrainKeys.Of(caller.Tenant, asked.OrderId);
        for (Cursor? after = null; ;)
        {
            var page = await logs.Of(stream, after, ListQueryReader.MaxLimit, cancellation);
            if (page.Items.FirstOrDefault(entry => Asks(entry, asked.RefundId)) is { } cancelled)
                return cancelled.At;
            if (page.NextCursor is null || !Cursor.TryParse(page.NextCursor, out after))
                throw new InvalidOperationException($"{stream} is cancelled and does not say when.");
        }
    }

    private static bool Asks(TimelineEntry entry, string refundId) => entry.Event is Cancellation or PartCancellation
        && entry.Data.GetProperty("refund").GetProperty("refundId").ValueEquals(refundId);
}

internal sealed record RefundStepBody(RefundStatus Step, DateTimeOffset At);

/// <summary>The gateway does not answer: since when, when it is asked again, and what the last attempt brought.</summary>
internal sealed record RefundWaitingBody(DateTimeOffset Since, DateTimeOffset NextAttempt, string LastError);

/// <summary>Amounts are null until one was set aside. Without a claim it is an order's that was cancelled, or a part of
/// it.</summary>
/// <param name="Shipping">Of the goods, as goodwill is; null: none.</param>
/// <param name="Waiting">An outage that is being waited out; nobody has to act.</param>
/// <param name="Attempt">The last: a refund that failed is tried again under its own id.</param>
internal sealed record RefundBody(
    string Id, string? ClaimId, string OrderId, RefundStatus Status, MoneyBody? Goods, MoneyBody? Fee, MoneyBody? Tax,
    MoneyBody? Amount, IReadOnlyList<ClaimedLineBody> Lines, IReadOnlyList<RefundStepBody> Steps, string? Failure,
    MoneyBody? Shipping = null, MoneyBody? Goodwill = null, int Attempt = 1, RefundWaitingBody? Waiting = null)
{
    public static RefundBody Example { get; } = new(
        ClaimBody.Example.Id, ClaimBody.Example.Id, OrderBody.Example.Id, RefundStatus.Settled, new(1299, "CAD"),
        new(0, "CAD"), new(195, "CAD"), new(1494, "CAD"), ClaimBody.Example.Lines,
        [
            Step(RefundStatus.Requested), Step(RefundStatus.Reserved), Step(RefundStatus.Restocked),
            Step(RefundStatus.Settled),
        ],
        null);

    public static RefundBody Of(RefundView r) => new(
        r.Id, r.ClaimId, r.OrderId, r.Status, Known(r.Amounts?.Goods), Known(r.Amounts?.Fee), Known(r.Amounts?.Tax),
        Known(r.Amounts?.Amount),
        [.. r.Lines.Select(g => new ClaimedLineBody(g.Sku, g.Quantity, g.Condition, g.Name, MoneyBody.Of(g.Paid)))],
        [.. r.Steps.Select(step => new RefundStepBody(step.Step, step.At))], r.Failure, Known(r.Amounts?.Shipping),
        Known(r.Amounts?.Goodwill), r.Attempt ?? 1,
        r.Waiting is { } waits ? new(waits.Since, waits.NextAttempt, waits.LastError) : null);

    public static RefundBody Requested(ClaimView claim) => Empty(claim.RefundId!, claim.Id, claim.OrderId!) with
    {
        Lines = ClaimBody.Of(claim).Lines, Steps = [new(RefundStatus.Requested, claim.RefundRequestedAt!.Value)],
    };

    public static RefundBody Requested(
        RefundOrder asked, DateTimeOffset at) => Empty(asked.RefundId, null, asked.OrderId) with
    {
        Steps = [new(RefundStatus.Requested, at)],
        Lines =
        [
            .. asked.Goods.Select(goods => new ClaimedLineBody(
                goods.Sku, goods.Quantity, goods.Condition, goods.Name, MoneyBody.Of(goods.Paid))),
        ],
    };

    private static RefundBody Empty(string id, string? claimId, string orderId) =>
        new(id, claimId, orderId, RefundStatus.Requested, null, null, null, null, [], [], null);

    private static RefundStepBody Step(RefundStatus step) => new(step, ClaimBody.Example.CreatedAt);

    private static MoneyBody? Known(PosSaga.Money? money) => money is { } known ? MoneyBody.Of(known) : null;
}
