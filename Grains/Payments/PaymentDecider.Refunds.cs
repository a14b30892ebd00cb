using PosSaga.Deciding;
using static PosSaga.Deciding.Decision<PosSaga.Payments.PaymentEvent>;
using static PosSaga.Payments.PaymentStatus;

namespace PosSaga.Payments;

/// <summary>Refunds: each is set aside once, and ends once, paid or freed. What is set aside nobody else can
/// have.</summary>
public static partial class PaymentDecider
{
    private static Decision<PaymentEvent> Decide(Payment payment, ReserveRefund asked) =>
        (payment.RefundOf(asked.RefundId)?.Outcome, payment.Status) switch
        {
            (RefundOutcome.Reserved or RefundOutcome.Refunded, _) => Replay,
            (not null, _)           => Refuse(PaymentRefusals.RefundIsOver),
            (_, None)               => Refuse(PaymentRefusals.NotFound),
            // The order is confirmed and its money on the way: not a no, only not yet.
            (_, Authorised)         => Refuse(PaymentRefusals.NotCapturedYet),
            (_, Captured or Refunded) when asked.AtMost is { Amount: <= 0 } no =>
                Refuse(PaymentRefusals.AmountInvalid(no)),
            (_, Captured) when payment.Refundable.Amount > 0 =>
                Record(new PaymentEvent.RefundReserved(asked.RefundId, Least(asked.AtMost, payment.Refundable))),
            (_, Captured or Refunded) => Refuse(PaymentRefusals.NothingRefundable),
            _                       => Refuse(PaymentRefusals.NotAllowedWhile(payment.Status)),
        };

    private static Decision<PaymentEvent> Decide(Payment payment, SettleRefund asked, GatewayAnswer? heard) =>
        (payment.RefundOf(asked.RefundId), heard) switch
        {
            (null, _) =>
                Refuse(PaymentRefusals.RefundNotReserved),
            ({ Outcome: RefundOutcome.Refunded or RefundOutcome.Failed }, _) => Replay,
            ({ Outcome: RefundOutcome.Released }, _)                         => Refuse(PaymentRefusals.RefundIsOver),
            ({ } reserved, GatewayAnswer.Refunded paid) when paid.Amount == reserved.Amount =>
                Record(new PaymentEvent.Refunded(asked.RefundId, paid.Amount)),
            ({ } reserved, GatewayAnswer.Refused no) =>
                Record(new PaymentEvent.RefundFailed(asked.RefundId, reserved.Amount, no.Why)),
            _ => Refuse(PaymentRefusals.GatewayContradicts(payment.Status, heard)),
        };

    private static Decision<PaymentEvent> Decide(Payment payment, ReleaseRefund asked) =>
        payment.RefundOf(asked.RefundId) switch
        {
            null => Record(new PaymentEvent.RefundReleased(asked.RefundId, Money.Zero, asked.Reason)),
            { Outcome: RefundOutcome.Reserved, Amount: var amount } =>
                Record(new PaymentEvent.RefundReleased(asked.RefundId, amount, asked.Reason)),
            { Outcome: RefundOutcome.Refunded } => Refuse(PaymentRefusals.AlreadyRefunded),
            _                                   => Replay,
        };

    private static Money Least(Money? wanted, Money left) => wanted is { } some && some < left ? some : left;
}
