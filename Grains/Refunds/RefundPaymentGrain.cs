using Microsoft.Extensions.Logging;
using PosSaga.Claims;
using PosSaga.Journal;
using PosSaga.Orders;
using PosSaga.Payments;
using PosSaga.Sagas;
using PosSaga.Streams;

namespace PosSaga.Refunds;

/// <summary>Sets the amount aside, and pays it or lets it go once the goods are accounted for. What the payment leaves
/// unanswered is asked again off the delivery: no event behind it has to wait for a silent gateway.</summary>
[GrainType("refund-payment"), ImplicitStreamSubscription(StreamNames.Refunds)]
[Handles<ClaimEvent.RefundRequested>, Handles<OrderEvent.Cancelled>, Handles<OrderEvent.RefundRetried>]
[Handles<RefundStockEvent.Restocked>, Handles<RefundStockEvent.RestockFailed>, Handles<RefundStockEvent.LeftIn>]
internal sealed partial class RefundPaymentGrain(
    IEventCodec codec, SagaJitter jitter, TimeProvider clock, ILogger<RefundPaymentGrain> log)
    : ParticipantGrain<RefundPayment, RefundPaymentEvent>(codec), IRefundPaymentGrain
{
    protected override bool IsAtRest(RefundPayment part) =>
        part is { Stage: not (RefundPaymentStage.None or RefundPaymentStage.Reserved), Open: null };

    protected override Task React(Cause cause) => RefundMetrics.Counted(cause, AnswerTo);

    private async Task<bool> AnswerTo(Cause cause)
    {
        var part = Current;
        if (RefundPaymentDecider.IsOutOfPlace(part, cause.Event))
            throw new ReactionRefusedException(RefundRefusals.OutOfPlace(cause.Event, part.Stage.ToString()));
        if (RefundPaymentDecider.AskFor(part, cause.Event, cause.Origin()) is not { } ask)
            return false;

        var answer = await Ask(ask);
        await HandleOnce(
            cause, now => RefundPaymentDecider.Decide(now, ask, answer, clock.GetUtcNow(), cause.Position));
        RefundMetrics.Moved(part, Current);
        Schedule();
        return true;
    }

    private Task<Answer<RefundResult>> Ask(RefundAsk ask)
    {
        var refund = ask.Refund;
        var payment = Payment(refund);
        return ask.Step switch
        {
            RefundPaymentStep.Reserve =>
                payment.ReserveRefund(new(ask.Origin, refund.RefundId, AtMost: null, refund)),
            RefundPaymentStep.Settle => payment.SettleRefund(new(ask.Origin, refund.RefundId, refund.Attempt)),
            RefundPaymentStep.Release =>
                payment.ReleaseRefund(new(ask.Origin, refund.RefundId, ask.Reason!, refund.Attempt)),
            _ => throw new InvalidOperationException($"A payment is not asked to {ask.Step}."),
        };
    }

    private IPaymentGrain Payment(RefundOrder refund) =>
        GrainFactory.GetGrain<IPaymentGrain>(GrainKeys.Of(Tenant, refund.PaymentId));
}
