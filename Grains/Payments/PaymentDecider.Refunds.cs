using PosSaga.Deciding;
using PosSaga.Refunds;
using static PosSaga.Deciding.Decision<PosSaga.Payments.PaymentEvent>;
using static PosSaga.Payments.PaymentStatus;

namespace PosSaga.Payments;

/// <summary>Refunds: each is set aside once, and ends once, paid or freed. What is set aside nobody else can
/// have.</summary>
public static partial class PaymentDecider
{
    private static Decision<PaymentEvent> Decide(Payment payment, ReserveRefund asked) =>
        (payment.RefundOf(asked.RefundId), payment.Status) switch
        {
            // Also where an older attempt turned out to be paid: the next one has nothing left to pay.
            ({ Outcome: RefundOutcome.Refunded }, _) => Replay,
            // The attempt before is over, or nobody would ask: this activation has not heard of it yet.
            ({ Outcome: RefundOutcome.Reserved } other, _) when IsLater(asked.Order?.Attempt, other) =>
                Refuse(PaymentRefusals.AttemptUnderWay),
            ({ Outcome: RefundOutcome.Reserved } other, _) when !IsLater(other.Attempt, asked.Order?.Attempt) => Replay,
            ({ } over, _) when !IsLater(asked.Order?.Attempt, over) => Refuse(PaymentRefusals.RefundIsOver),
            (_, None)               => Refuse(PaymentRefusals.NotFound),
            // The order is confirmed and its money on the way: not a no, only not yet.
            (_, Authorised)         => Refuse(PaymentRefusals.NotCapturedYet),
            (_, Captured or Refunded) when asked.Order is { } order => Reserve(payment, order),
            (_, Captured or Refunded) when asked.AtMost is { Amount: <= 0 } no =>
                Refuse(PaymentRefusals.AmountInvalid(no)),
            (_, Captured) when payment.Refundable.Amount > 0 =>
                Record(new PaymentEvent.RefundReserved(asked.RefundId, Least(asked.AtMost, payment.Refundable))),
            (_, Captured or Refunded) => Refuse(PaymentRefusals.NothingRefundable),
            _                       => Refuse(PaymentRefusals.NotAllowedWhile(payment.Status)),
        };

    /// <summary>What is worth nothing is given back all the same: only where something is due and nothing is left is
    /// there nothing to refund.</summary>
    private static Decision<PaymentEvent> Reserve(Payment payment, RefundOrder order)
    {
        var breakdown = RefundRules.Of(order, payment.RefundedBeside(order.RefundId), payment.Refundable);
        return breakdown.Amounts.Amount.IsZero && !IsWorthNothing(payment, order)
            ? Refuse(PaymentRefusals.NothingRefundable)
            : Record(new PaymentEvent.RefundReserved(
                order.RefundId, breakdown.Amounts.Amount, breakdown, order.Attempt));
    }

    private static bool IsWorthNothing(Payment payment, RefundOrder order) =>
        RefundRules.Of(order, payment.RefundedBeside(order.RefundId), new Money(long.MaxValue / 2))
            .Amounts.Amount.IsZero;

    /// <summary>Each attempt has an id of its own at the gateway, which pays it once: the same news twice is one
    /// payment.</summary>
    private static bool IsTooLate(RefundResult known, SettleRefund asked) =>
        !(known.LateAttempts ?? []).Contains(asked.Attempt ?? 1)
        && (IsLater(known.Attempt, asked.Attempt)
            || (!IsLater(asked.Attempt, known)
                && known.Outcome is RefundOutcome.Failed or RefundOutcome.Released));

    private static bool IsLater(int? attempt, RefundResult known) => IsLater(attempt, known.Attempt);

    private static bool IsLater(int? attempt, int? than) => (attempt ?? 1) > (than ?? 1);

    private static Decision<PaymentEvent> Decide(Payment payment, SettleRefund asked, GatewayAnswer? heard) =>
        (payment.RefundOf(asked.RefundId), heard) switch
        {
            (null, _) =>
                Refuse(PaymentRefusals.RefundNotReserved),
            // The money is gone although it was given up: known from now on, so that no later attempt pays it again.
            ({ } given, GatewayAnswer.Refunded paid) when IsTooLate(given, asked) =>
                Record(new PaymentEvent.RefundedTooLate(asked.RefundId, paid.Amount, asked.Attempt)),
            // A call of an attempt that is over, or of one that was never reserved.
            ({ } other, _) when IsLater(other.Attempt, asked.Attempt)   => Refuse(PaymentRefusals.RefundIsOver),
            ({ Outcome: RefundOutcome.Refunded }, _)                    => Replay,
            ({ } other, _) when IsLater(asked.Attempt, other)           => Refuse(PaymentRefusals.RefundNotReserved),
            ({ Outcome: RefundOutcome.Failed }, _)                      => Replay,
            ({ Outcome: RefundOutcome.Released }, _)                    => Refuse(PaymentRefusals.RefundIsOver),
            ({ } open, null) when asked.ByHand =>
                Record(new PaymentEvent.RefundSettledByHand(asked.RefundId, open.Amount, asked.Attempt)),
            ({ Amount.IsZero: true } free, null) =>
                Record(new PaymentEvent.Refunded(asked.RefundId, free.Amount, asked.Attempt)),
            ({ } reserved, GatewayAnswer.Refunded paid) when paid.Amount == reserved.Amount =>
                Record(new PaymentEvent.Refunded(asked.RefundId, paid.Amount, asked.Attempt)),
            ({ } reserved, GatewayAnswer.Refused no) =>
                Record(new PaymentEvent.RefundFailed(asked.RefundId, reserved.Amount, no.Why, asked.Attempt)),
            _ => Refuse(PaymentRefusals.GatewayContradicts(payment.Status, heard)),
        };

    private static Decision<PaymentEvent> Decide(Payment payment, ReleaseRefund asked) =>
        payment.RefundOf(asked.RefundId) switch
        {
            null => Record(new PaymentEvent.RefundReleased(asked.RefundId, Money.Zero, asked.Reason, asked.Attempt)),
            { } other when IsLater(other.Attempt, asked.Attempt) => Replay,
            { Outcome: RefundOutcome.Reserved } other when IsLater(asked.Attempt, other) =>
                Refuse(PaymentRefusals.AttemptUnderWay),
            { Outcome: RefundOutcome.Released or RefundOutcome.Failed } other when IsLater(asked.Attempt, other) =>
                Record(new PaymentEvent.RefundReleased(asked.RefundId, Money.Zero, asked.Reason, asked.Attempt)),
            { Outcome: RefundOutcome.Reserved, Amount: var amount } =>
                Record(new PaymentEvent.RefundReleased(asked.RefundId, amount, asked.Reason, asked.Attempt)),
            { Outcome: RefundOutcome.Refunded } => Refuse(PaymentRefusals.AlreadyRefunded),
            _                                   => Replay,
        };

    private static Money Least(Money? wanted, Money left) => wanted is { } some && some < left ? some : left;
}
