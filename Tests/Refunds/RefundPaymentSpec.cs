using PosSaga.EventSourcing;
using PosSaga.Payments;
using PosSaga.Refunds;
using PosSaga.Tests.EventSourcing;

namespace PosSaga.Tests.Refunds;

/// <summary>The payment's side of a refund: what it hears, what the payment answers, what it records.</summary>
public abstract class RefundPaymentSpec : Spec<RefundPayment, RefundPaymentEvent>
{
    protected const long Position = 7;

    protected static RefundPaymentEvent Reserved { get; } =
        new RefundPaymentEvent.Reserved(ARefund.Order, ARefund.Amounts) { At = ARefund.At, Handled = Position };

    protected static RefundPaymentEvent Rejected(string reason) =>
        new RefundPaymentEvent.Rejected(ARefund.Order, reason) { At = ARefund.At, Handled = Position };

    protected static RefundPaymentEvent Settled { get; } =
        new RefundPaymentEvent.Settled(new(1610)) { At = ARefund.At, Handled = Position };

    protected static RefundPaymentEvent Released { get; } =
        new RefundPaymentEvent.Released(new(1610), ARefund.NotTakenBack) { At = ARefund.At, Handled = Position };

    protected static RefundPaymentEvent SettlementFailed { get; } =
        new RefundPaymentEvent.SettlementFailed(new(1610), "no") { At = ARefund.At, Handled = Position };

    /// <summary>In the middle of what chance may make of a pause.</summary>
    protected const double Jitter = 0.5;

    protected static RefundPatience Patience => RefundPatience.Usual;

    /// <param name="waits">For another attempt; otherwise a person is called.</param>
    /// <param name="at">As a rule when the refund was asked for.</param>
    protected static RefundPaymentEvent AttemptFailed(
        RefundPaymentStep step, int attempt, string error = "gateway-timeout", string? reason = null,
        bool waits = true, DateTimeOffset? at = null) =>
        new RefundPaymentEvent.AttemptFailed(
            step, attempt, error, ARefund.Origin, step == RefundPaymentStep.Reserve ? ARefund.Order : null, reason,
            waits ? (at ?? ARefund.At) + Patience.PauseAfter(attempt, Jitter) : null)
        { At = at ?? ARefund.At, Handled = Position };

    protected static RefundPaymentEvent NeedsOperator(string reason) =>
        new RefundPaymentEvent.NeedsOperator(reason) { At = ARefund.At, Handled = Position };

    protected static CommandResult<RefundResult> Done(RefundOutcome outcome, long amount = 1610, string? detail = null) =>
        CommandResult<RefundResult>.Done(new(outcome, new(amount), detail), 1);

    protected static CommandResult<RefundResult> Silence { get; } = Done(RefundOutcome.Unknown, detail: "gateway-timeout");

    protected static CommandResult<RefundResult> No(Refusal refusal) => CommandResult<RefundResult>.Refused(refusal);

    /// <summary>An event is delivered, and the payment says this if it is asked.</summary>
    protected static Func<RefundPayment, Decision<RefundPaymentEvent>> Hears(
        object @event, CommandResult<RefundResult>? answer = null) =>
        part => RefundPaymentDecider.AskFor(part, @event, ARefund.Origin) is { } ask
            ? RefundPaymentDecider.Decide(part, ask, answer!, ARefund.At, Position, Patience, Jitter)
            : Decision<RefundPaymentEvent>.Replay;

    /// <summary>What is open is asked again, off the delivery.</summary>
    protected static Func<RefundPayment, Decision<RefundPaymentEvent>> AsksAgain(
        CommandResult<RefundResult> answer, TimeSpan later = default) =>
        part => RefundPaymentDecider.DecideAgain(part, part, answer, ARefund.At + later, Patience, Jitter);

    /// <summary>The same, but asked when these had happened; what came since somebody else did.</summary>
    protected static Func<RefundPayment, Decision<RefundPaymentEvent>> AskedAfter(
        RefundPayment asked, CommandResult<RefundResult> answer) =>
        part => RefundPaymentDecider.DecideAgain(part, asked, answer, ARefund.At, Patience, Jitter);
}
