using PosSaga.EventSourcing;
using PosSaga.Refunds;
using static PosSaga.EventSourcing.Decision<PosSaga.Payments.PaymentEvent>;
using static PosSaga.Payments.PaymentStatus;

namespace PosSaga.Payments;

/// <summary>What has to be asked of the gateway before a command can be decided.</summary>
public enum GatewayQuestion { Nothing, Authorise, Inquire, Void, Capture, Refund }

/// <summary>The rules of a payment, in two tables: what the gateway is asked, and what follows from its
/// answer.</summary>
public static class PaymentDecider
{
    /// <summary>In place of the gateway's code, where there was nothing to authorise.</summary>
    public const string NothingToPay = "nothing-to-pay";

    /// <summary>What is known already is never asked again: a repeated command reaches the gateway only while its first
    /// answer is missing.</summary>
    public static GatewayQuestion Question(Payment payment, IPaymentCommand command) => (payment.Status, command) switch
    {
        (None, AuthorisePayment { Amount.Amount: > 0 }) => GatewayQuestion.Authorise,
        (None, InquirePayment { Amount.Amount: > 0 }) => GatewayQuestion.Inquire,
        // Of a total of 0 the gateway never hears.
        (None, VoidPayment { Amount.Amount: 0 }) => GatewayQuestion.Nothing,
        (Authorised, VoidPayment or CapturePayment) when payment.Authorised.IsZero => GatewayQuestion.Nothing,
        // Also where we know of no authorisation: one may be under way, and only the gateway can bar it.
        (None or Authorised, VoidPayment) => GatewayQuestion.Void,
        (_, VoidPayment) when payment.LateToVoid => GatewayQuestion.Void,
        (Authorised, CapturePayment) => GatewayQuestion.Capture,
        (_, SettleRefund { ByHand: true }) => GatewayQuestion.Nothing,
        (_, SettleRefund s) when payment.RefundOf(s.RefundId) is { Outcome: RefundOutcome.Reserved } reserved
            && !reserved.Amount.IsZero && (reserved.Attempt ?? 1) == (s.Attempt ?? 1) => GatewayQuestion.Refund,
        _ => GatewayQuestion.Nothing,
    };

    /// <param name="paymentId">For the text of a refusal.</param>
    /// <param name="heard">The gateway's answer; null where nothing was asked.</param>
    public static Decision<PaymentEvent> Decide(
        string paymentId, Payment payment, IPaymentCommand command, GatewayAnswer? heard = null) => command switch
    {
        AuthorisePayment authorise => Decide(paymentId, payment, authorise, heard),
        InquirePayment inquire => Decide(paymentId, payment, inquire, heard),
        VoidPayment @void => Decide(payment, @void, heard),
        CapturePayment => DecideCapture(payment, heard),
        LateAuthorisation late => Decide(payment, late),
        ReserveRefund reserve => Decide(payment, reserve),
        SettleRefund settle => Decide(payment, settle, heard),
        ReleaseRefund release => Decide(payment, release),
        _ => Refuse(PaymentRefusals.NotAllowedWhile(payment.Status)),
    };

    private static Decision<PaymentEvent> Decide(
        string paymentId, Payment payment, AuthorisePayment asked, GatewayAnswer? heard) =>
        (payment.Status, heard) switch
        {
            (None, null) when asked.Amount.IsZero => Record(Hold(asked, NothingToPay, riskScore: 0)),
            (None, null) => Refuse(PaymentRefusals.AmountInvalid(asked.Amount)),
            (None, GatewayAnswer.Approved a) when a.Amount != asked.Amount =>
                Refuse(PaymentRefusals.Differs(paymentId)),
            (None, GatewayAnswer.Approved a) => Record(Hold(asked, a.AuthorizationCode, a.RiskScore)),
            (None, GatewayAnswer.Declined d) =>
                Record(new PaymentEvent.Declined(asked.OrderId, asked.Amount, asked.Method, d.Reason, d.ResponseCode)),
            (None, GatewayAnswer.CancelledBeforeArrival or GatewayAnswer.Voided) => Refuse(PaymentRefusals.Barred),
            (None, _) => Refuse(PaymentRefusals.GatewayContradicts(None, heard)),
            // Voided by another activation while this one waited for the gateway.
            (Voided, GatewayAnswer.Approved a) when payment.LateAuthorization != a.AuthorizationCode =>
                Record(new PaymentEvent.AuthorisedTooLate(a.Amount, a.AuthorizationCode)),
            (Voided or Expired, _) => Refuse(PaymentRefusals.Barred),
            _ when payment.IsFor(asked.OrderId, asked.Amount) => Replay,
            _ => Refuse(PaymentRefusals.Differs(paymentId)),
        };

    private static Decision<PaymentEvent> Decide(
        string paymentId, Payment payment, InquirePayment asked, GatewayAnswer? heard) => (payment.Status, heard) switch
    {
        (not None, _) => Replay,
        // Nobody can have authorised it but this payment itself.
        (_, null) when asked.Amount.IsZero => Replay,
        (_, GatewayAnswer.Approved a) when a.Amount != asked.Amount => Refuse(PaymentRefusals.Differs(paymentId)),
        (_, GatewayAnswer.Approved a) => Record(new PaymentEvent.Authorised(
            asked.OrderId, a.Amount, asked.Method, a.AuthorizationCode, a.RiskScore)),
        (_, GatewayAnswer.Declined d) =>
            Record(new PaymentEvent.Declined(asked.OrderId, asked.Amount, asked.Method, d.Reason, d.ResponseCode)),
        (_, GatewayAnswer.CancelledBeforeArrival or GatewayAnswer.Voided) =>
            Record(new PaymentEvent.Barred(asked.OrderId, "found barred at the gateway")),
        _ => Refuse(PaymentRefusals.GatewayContradicts(None, heard)),
    };

    private static Decision<PaymentEvent> Decide(
        Payment payment, VoidPayment asked, GatewayAnswer? heard) => (payment.Status, heard) switch
    {
        // Declined at the gateway: nothing was held, and the same id will hear the same decline for ever.
        (None, GatewayAnswer.CancelledBeforeArrival or GatewayAnswer.Declined) =>
            Record(new PaymentEvent.Barred(asked.OrderId, asked.Reason)),
        (None, null) when asked.Amount is { IsZero: true } =>
            Record(new PaymentEvent.Barred(asked.OrderId, asked.Reason)),
        (Authorised, null) when payment.Authorised.IsZero => Record(new PaymentEvent.Voided(asked.Reason)),
        (None, GatewayAnswer.Voided) => Record(new PaymentEvent.Voided(asked.Reason, asked.OrderId)),
        (Authorised, GatewayAnswer.Voided or GatewayAnswer.CancelledBeforeArrival) => Record(new PaymentEvent.Voided(asked.Reason)),
        (Captured or Refunded, _) or (_, GatewayAnswer.Captured) => Refuse(PaymentRefusals.AlreadyCaptured),
        (_, GatewayAnswer.Voided or GatewayAnswer.CancelledBeforeArrival or GatewayAnswer.Declined) when payment.LateToVoid =>
            Record(new PaymentEvent.LateAuthorisationVoided(payment.LateAuthorization!)),
        (Voided or Declined or Expired, _) => Replay,
        _ => Refuse(PaymentRefusals.GatewayContradicts(payment.Status, heard)),
    };

    private static Decision<PaymentEvent> DecideCapture(Payment payment, GatewayAnswer? heard) =>
        (payment.Status, heard) switch
        {
            (Captured or Refunded, _) => Replay,
            (Authorised, GatewayAnswer.Captured c) when c.Amount == payment.Authorised =>
                Record(new PaymentEvent.Captured(c.Amount)),
            (Authorised, null) when payment.Authorised.IsZero => Record(new PaymentEvent.Captured(Money.Zero)),
            (Authorised, _) => Refuse(PaymentRefusals.GatewayContradicts(Authorised, heard)),
            _ => Refuse(PaymentRefusals.NotAllowedWhile(payment.Status)),
        };

    private static Decision<PaymentEvent> Decide(Payment payment, LateAuthorisation late) => payment.Status switch
    {
        _ when late.Result is not { Outcome: PaymentOutcome.Authorised, AuthorizationCode: not null } => Replay,
        // Nobody gave up meanwhile: late is as good as in time.
        None => Record(Hold(late.Original, late.Result.AuthorizationCode!, late.Result.RiskScore)),
        Voided or Declined or Expired when payment.LateAuthorization != late.Result.AuthorizationCode =>
            Record(new PaymentEvent.AuthorisedTooLate(late.Original.Amount, late.Result.AuthorizationCode!)),
        _ => Replay,
    };

    private static PaymentEvent.Authorised Hold(AuthorisePayment asked, string code, int riskScore) =>
        new(asked.OrderId, asked.Amount, asked.Method, code, riskScore);

    // Refunds: each is set aside once, and ends once, paid or freed. What is set aside nobody else can have.

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
