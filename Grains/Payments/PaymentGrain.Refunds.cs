using PosSaga.Refunds;

namespace PosSaga.Payments;

/// <summary>Refunds: the payment is their only writer, so that together they never exceed it, however many ask at
/// once.</summary>
internal sealed partial class PaymentGrain
{
    public async Task<RefundAmounts> PreviewRefund(RefundOrder refund)
    {
        await Settle();
        return RefundRules.Of(refund, Confirmed.RefundedBeside(refund.RefundId), Confirmed.Refundable).Amounts;
    }

    public Task<Answer<RefundResult>> ReserveRefund(ReserveRefund command) => Run(command, command.RefundId);

    public async Task<Answer<RefundResult>> SettleRefund(SettleRefund command)
    {
        await Settle();
        var known = LateOnes(command.RefundId);
        var answer = await Run(command, command.RefundId);
        if (LateOnes(command.RefundId) > known)
            RefundMetrics.PaidTooLate();
        return answer;
    }

    public Task<Answer<RefundResult>> ReleaseRefund(ReleaseRefund command) => Run(command, command.RefundId);

    // What the gateway refused under an id it refuses for ever.
    private static string AtGateway(SettleRefund settle) => settle.Attempt is > 1 and var attempt
        ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{settle.RefundId}#{attempt}")
        : settle.RefundId;

    private int LateOnes(string refundId) => Current.RefundOf(refundId)?.LateAttempts?.Count ?? 0;

    private Task<Answer<RefundResult>> Run(IPaymentCommand command, string refundId) => Run(
        command, payment => payment.RefundOf(refundId)!,
        error => new RefundResult(RefundOutcome.Unknown, Current.RefundOf(refundId)?.Amount ?? Money.Zero, error));
}
