namespace PosSaga.Payments;

/// <summary>Refunds: the payment is their only writer, so that together they never exceed it, however many ask at
/// once.</summary>
internal sealed partial class PaymentGrain
{
    public Task<Answer<RefundResult>> ReserveRefund(ReserveRefund command) => Run(command, command.RefundId);

    public Task<Answer<RefundResult>> SettleRefund(SettleRefund command) => Run(command, command.RefundId);

    public Task<Answer<RefundResult>> ReleaseRefund(ReleaseRefund command) => Run(command, command.RefundId);

    private Task<Answer<RefundResult>> Run(IPaymentCommand command, string refundId) => Run(
        command, payment => payment.RefundOf(refundId)!,
        error => new RefundResult(RefundOutcome.Unknown, Current.RefundOf(refundId)?.Amount ?? Money.Zero, error));
}
