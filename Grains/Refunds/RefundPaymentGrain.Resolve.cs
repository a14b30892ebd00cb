using PosSaga.Payments;
using PosSaga.Sagas;

namespace PosSaga.Refunds;

/// <summary>What an operator says of a question that nobody answers.</summary>
internal sealed partial class RefundPaymentGrain
{
    public async Task<Answer<RefundPartSettled>> Resolve(OperatorCommand command)
    {
        await Settle();
        if (Current.Open is null)
            await LookAgain();
        // What is still being asked has its attempts left.
        if (Current is not { Open: { } ask, NeedsOperator: true } asked)
            return Answer<RefundPartSettled>.No(RefundRefusals.NothingToResolve);
        var origin = command.Origin with { Correlation = ask.Origin.Correlation };
        var (refund, payment) = (ask.Refund, GrainFactory.GetGrain<IPaymentGrain>(
            GrainKeys.Of(Tenant, ask.Refund.PaymentId)));
        // One whose amount was never set aside is barred, should the question arrive after all.
        var answer = await (ask.Step == RefundPaymentStep.Settle
            ? payment.SettleRefund(new SettleRefund(origin, refund.RefundId, refund.Attempt, ByHand: true))
            : payment.ReleaseRefund(new ReleaseRefund(
                origin, refund.RefundId, ask.Reason ?? RefundPaymentDecider.ResolvedByOperator, refund.Attempt)));
        var resolved = await Handle(
            origin, now => RefundPaymentDecider.DecideResolved(now, asked, answer, clock.GetUtcNow()),
            _ => new RefundPartSettled(ask.Step));
        RefundMetrics.Moved(asked, Current);
        Schedule();
        return resolved;
    }
}
