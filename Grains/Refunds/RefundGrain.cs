using PosSaga.Claims;
using PosSaga.Journal;
using PosSaga.Notifications;
using PosSaga.Orders;
using PosSaga.Sagas;
using PosSaga.Streams;

namespace PosSaga.Refunds;

/// <summary>Watches one refund.</summary>
[GrainType("refund"), ImplicitStreamSubscription(StreamNames.Refunds)]
[Handles<ClaimEvent.RefundRequested>, Handles<OrderEvent.Cancelled>, Handles<OrderEvent.RefundRetried>]
[Handles<OrderEvent.RefundAsked>]
[Handles<RefundPaymentEvent.Reserved>, Handles<RefundPaymentEvent.Rejected>, Handles<RefundPaymentEvent.Settled>]
[Handles<RefundPaymentEvent.Released>, Handles<RefundPaymentEvent.SettlementFailed>]
[Handles<RefundPaymentEvent.NeedsOperator>]
[Handles<RefundStockEvent.Restocked>, Handles<RefundStockEvent.TakenBackOut>, Handles<RefundStockEvent.NeedsOperator>]
[Handles<RefundStockEvent.LeftIn>]
[Handles<NotificationEvent.CustomerNotified>, Handles<RefundEvent.OrderTold>]
internal sealed class RefundGrain(IEventCodec codec, TimeProvider clock)
    : ParticipantGrain<Refund, RefundEvent>(codec), IRefundGrain
{
    protected override bool IsAtRest(Refund refund) => refund.IsOver;

    public async Task<RefundView?> Get()
    {
        await EnsureLoaded();
        return Confirmed.Order is null ? null : Confirmed.View(Id);
    }

    public async Task<CommandResult<RefundView>> GiveUp(Origin origin, string reason)
    {
        await EnsureLoaded();
        // The watchdog knows the refund's id only; what it belongs to is the order.
        var ours = origin with { Correlation = Current.Order?.OrderId ?? origin.Correlation };
        return await Handle(
            ours, refund => RefundDecider.GiveUp(refund, reason, clock.GetUtcNow()), refund => refund.View(Id));
    }

    protected override Task React(IncomingEvent cause) => RefundMetrics.Counted(cause, AnswerTo);

    private async Task<bool> AnswerTo(IncomingEvent cause)
    {
        if (cause.Event is RefundEvent.OrderTold told)
        {
            await Tell(cause, told);
            return true;
        }

        var before = Current;
        await HandleOnce(cause, refund => RefundDecider.Decide(refund, cause.Event, cause.At, cause.Position));
        if (!before.IsOver && Current.IsOver)
            RefundMetrics.Ended(Current);
        if (before.Order is not null && before.Order.Attempt != Current.Order!.Attempt)
            RefundMetrics.TriedAgain();
        return !ReferenceEquals(before, Current);
    }

    /// <summary>The order is no participant: its refunds' keys are not its own. An outage is the delivery's to
    /// repeat.</summary>
    private async Task Tell(IncomingEvent cause, RefundEvent.OrderTold told)
    {
        var order = GrainFactory.GetGrain<IOrderGrain>(GrainKeys.Of(Tenant, told.OrderId));
        var answer = await order.RefundMoved(new(cause.Origin(), Id, told.Status, told.Failure, told.RefundAttempt));
        if (answer.Refusal is { } refusal)
            throw new ReactionRefusedException(refusal);
    }

    // What operators ask of a refund.

    // Long enough for parts that answer; a silent gateway goes on being asked when the operator has long been told.
    private static readonly TimeSpan NudgeWithin = TimeSpan.FromSeconds(2);

    public async Task<CommandResult<RefundView>> Retry(OperatorCommand command)
    {
        await EnsureLoaded();
        if (Current is { Order: null } or { IsOver: true })
            await RefreshFromJournal();
        if (await Allowed(command, RefundDecider.Retry) is { } no)
            return CommandResult<RefundView>.Refused(no);
        if (Current is { Status: RefundStatus.Failed, Order: { } failed }
            && await AskAnew(failed, command) is { } refusal)
            return CommandResult<RefundView>.Refused(refusal);
        // It may be on its way already: what the caller has seen was compared above.
        var answer = await Handle(
            Ours(command), refund => RefundDecider.Retry(refund, command with { IfMatch = null }, clock.GetUtcNow()),
            refund => refund.View(Id));
        if (answer.IsDone)
            await Nudge();
        return answer;
    }

    public async Task<CommandResult<RefundView>> Resolve(OperatorCommand command)
    {
        await EnsureLoaded();
        if (command.ActionId is { } action && action == Confirmed.ResolvedBy)
            return CommandResult<RefundView>.Done(Confirmed.View(Id), LastPosition, replayed: true);
        if (await Allowed(command, RefundDecider.Resolve) is { } no)
            return CommandResult<RefundView>.Refused(no);
        var key = GrainKeys.Of(Tenant, Id);
        var payment = await GrainFactory.GetGrain<IRefundPaymentGrain>(key).Resolve(command);
        var stock = await GrainFactory.GetGrain<IRefundStockGrain>(key).Resolve(command);
        if (!payment.IsDone && !stock.IsDone)
            return CommandResult<RefundView>.Refused(
                payment.Refusal == RefundRefusals.NothingToResolve ? stock.Refusal! : payment.Refusal!);
        // It may have gone on already, by what the parts said meanwhile.
        return await Handle(
            Ours(command), refund => RefundDecider.Resolved(refund, command, clock.GetUtcNow()),
            refund => refund.View(Id));
    }

    private async Task<Refusal?> Allowed(
        OperatorCommand command, Func<Refund, OperatorCommand, DateTimeOffset, EventSourcing.Decision<RefundEvent>> rule)
    {
        if (rule(Current, command, clock.GetUtcNow()) is not EventSourcing.Decision<RefundEvent>.Refused)
            return null;
        await RefreshFromJournal();
        return (rule(Current, command, clock.GetUtcNow()) as EventSourcing.Decision<RefundEvent>.Refused)?.Refusal;
    }

    /// <summary>Whoever asked for it asks once more: only they know whether it is still wanted, and of what.</summary>
    private async Task<Refusal?> AskAnew(RefundOrder failed, OperatorCommand command)
    {
        var origin = Ours(command);
        if (failed.ClaimId is not { } claim)
            return (await GrainFactory.GetGrain<IOrderGrain>(GrainKeys.Of(Tenant, failed.OrderId))
                .Cancel(new CancelOrder(origin, command.Reason, RefundId: Id))).Refusal;
        var extras = failed is { Shipping: null, Goodwill: null }
            ? null
            : new RefundExtras(failed.Shipping is not null, failed.Goodwill, command.Reason);
        return (await GrainFactory.GetGrain<IClaimGrain>(GrainKeys.Of(Tenant, claim))
            .Refund(new RefundClaim(origin, clock.GetUtcNow(), Extras: extras))).Refusal;
    }

    private Origin Ours(OperatorCommand command) =>
        command.Origin with { Correlation = Current.Order?.OrderId ?? command.Origin.Correlation };

    private async Task Nudge()
    {
        var key = GrainKeys.Of(Tenant, Id);
        try
        {
            await Task.WhenAll(
                GrainFactory.GetGrain<IRefundPaymentGrain>(key).Resume(),
                GrainFactory.GetGrain<IRefundStockGrain>(key).Resume()).WaitAsync(NudgeWithin, clock);
        }
        catch (Exception error)
        {
            // The wish is on record; the watchdog nudges as well.
            RefundMetrics.Error("refund", error);
        }
    }
}
