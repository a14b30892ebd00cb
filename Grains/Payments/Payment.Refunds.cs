using System.Collections.Immutable;
using System.Text.Json.Serialization;
using PosSaga.Journal;

namespace PosSaga.Payments;

/// <summary>What is given back of it: set aside first, then paid or freed.</summary>
public sealed partial record Payment
{
    public Money Refunded { get; init; } = Money.Zero;

    public Money ReservedForRefund { get; init; } = Money.Zero;

    /// <summary>Every refund that was ever asked of it, by its id: a payment has few.</summary>
    public ImmutableDictionary<string, RefundResult> Refunds { get; init; } =
        ImmutableDictionary<string, RefundResult>.Empty;

    /// <summary>What can still be given back: never below zero.</summary>
    [JsonIgnore] public Money Refundable => Captured - Refunded - ReservedForRefund;

    /// <summary>How a refund stands; null where it was never asked for.</summary>
    public RefundResult? RefundOf(string refundId) => Refunds.GetValueOrDefault(refundId);

    private Payment ApplyRefund(PaymentEvent @event)
    {
        var next = @event switch
        {
            PaymentEvent.RefundReserved e when Status == PaymentStatus.Captured && RefundOf(e.RefundId) is null =>
                With(e.RefundId, RefundOutcome.Reserved, e.Amount) with
                {
                    ReservedForRefund = ReservedForRefund + e.Amount,
                },
            PaymentEvent.Refunded e when IsReserved(e.RefundId, e.Amount) =>
                With(e.RefundId, RefundOutcome.Refunded, e.Amount) with
                {
                    ReservedForRefund = ReservedForRefund - e.Amount, Refunded = Refunded + e.Amount,
                    Status = Refunded + e.Amount == Captured ? PaymentStatus.Refunded : Status,
                },
            PaymentEvent.RefundReleased e when RefundOf(e.RefundId) is null && e.Amount.IsZero =>
                With(e.RefundId, RefundOutcome.Released, e.Amount, e.Reason),
            PaymentEvent.RefundReleased e when IsReserved(e.RefundId, e.Amount) =>
                Freed(e.RefundId, RefundOutcome.Released, e.Amount, e.Reason),
            PaymentEvent.RefundFailed e when IsReserved(e.RefundId, e.Amount) =>
                Freed(e.RefundId, RefundOutcome.Failed, e.Amount, e.Reason),
            _ => throw Unfoldable(@event),
        };
        return next.Refundable.Amount >= 0 && next.ReservedForRefund.Amount >= 0 ? next : throw Unfoldable(@event);
    }

    private bool IsReserved(string refundId, Money amount) =>
        RefundOf(refundId) is { Outcome: RefundOutcome.Reserved } refund && refund.Amount == amount;

    private Payment Freed(string refundId, RefundOutcome outcome, Money amount, string reason) =>
        With(refundId, outcome, amount, reason) with { ReservedForRefund = ReservedForRefund - amount };

    private Payment With(string refundId, RefundOutcome outcome, Money amount, string? detail = null) =>
        this with { Refunds = Refunds.SetItem(refundId, new(outcome, amount, detail)) };

    private JournalCorruptException Unfoldable(PaymentEvent @event) =>
        new($"{@event.GetType().Name} does not follow on a payment that is {Status}.");
}
