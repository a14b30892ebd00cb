using System.Collections.Immutable;
using System.Text.Json.Serialization;
using System.Text.Json;
using PosSaga.EventSourcing;
using PosSaga.Journal;
using PosSaga.Refunds;
using static PosSaga.Payments.PaymentStatus;

namespace PosSaga.Payments;

/// <summary>What is known of one payment. Nothing is in here that the gateway has not confirmed.</summary>
[StoredAs("payment.state/1")]
public sealed record Payment : IAggregate<Payment, PaymentEvent>
{
    public static Payment Initial { get; } = new();

    /// <summary>Voided also stands for barred: nothing is held, and nothing will be.</summary>
    public PaymentStatus Status { get; init; }

    public string OrderId { get; init; } = "";

    public PaymentMethod Method { get; init; }

    public Money Authorised { get; init; } = Money.Zero;

    public Money Captured { get; init; } = Money.Zero;

    public string? AuthorizationCode { get; init; }

    public int RiskScore { get; init; }

    public DeclineReason? Decline { get; init; }

    public string? ResponseCode { get; init; }

    /// <summary>Authorisation that came after the order was given up.</summary>
    public string? LateAuthorization { get; init; }

    /// <summary>The gateway has not yet confirmed that the late authorisation is void.</summary>
    public bool LateToVoid { get; init; }

    /// <summary>The first final answer: what every repeated command hears.</summary>
    [JsonIgnore]
    public PaymentResult Result => Status switch
    {
        PaymentStatus.Authorised =>
            new(PaymentOutcome.Authorised, AuthorizationCode, GatewayAnswer.ApprovedCode, RiskScore),
        PaymentStatus.Captured or PaymentStatus.Refunded =>
            new(PaymentOutcome.Captured, AuthorizationCode, GatewayAnswer.ApprovedCode, RiskScore),
        Declined => new(PaymentOutcome.Declined, ResponseCode: ResponseCode, Detail: CodeOf(Decline)),
        Voided or Expired => new(PaymentOutcome.Voided, AuthorizationCode),
        _ => new(PaymentOutcome.NotFound),
    };

    /// <summary>What was authorised, if anything was.</summary>
    [JsonIgnore] public Money HeldOrTaken => Status == Declined ? Money.Zero : Authorised;

    public bool IsFor(string orderId, Money amount) => OrderId == orderId && Authorised == amount;

    public Payment Apply(PaymentEvent @event) => (Status, @event) switch
    {
        (None, PaymentEvent.Authorised a) => this with
        {
            Status = PaymentStatus.Authorised, OrderId = a.OrderId, Method = a.Method, Authorised = a.Amount,
            AuthorizationCode = a.AuthorizationCode, RiskScore = a.RiskScore,
        },
        // The amount asked for stays known: the same payment asked for again is told by it.
        (None, PaymentEvent.Declined d) => this with
        {
            Status = Declined, OrderId = d.OrderId, Method = d.Method, Authorised = d.Amount,
            Decline = d.Reason, ResponseCode = d.ResponseCode,
        },
        (None, PaymentEvent.Barred b) => this with { Status = Voided, OrderId = b.OrderId },
        (None, PaymentEvent.Voided v) => this with { Status = Voided, OrderId = v.OrderId ?? "" },
        (PaymentStatus.Authorised, PaymentEvent.Voided) => this with { Status = Voided },
        (PaymentStatus.Authorised, PaymentEvent.Captured c) => this with
        {
            Status = PaymentStatus.Captured, Captured = c.Amount,
        },
        (Voided or Declined or Expired, PaymentEvent.AuthorisedTooLate late) => this with
        {
            LateAuthorization = late.AuthorizationCode, LateToVoid = true,
        },
        (Voided or Declined or Expired, PaymentEvent.LateAuthorisationVoided) => this with { LateToVoid = false },
        _ => ApplyRefund(@event),
    };

    private static string? CodeOf(DeclineReason? reason) =>
        reason is { } known ? JsonNamingPolicy.KebabCaseLower.ConvertName(known.ToString()) : null;

    // What is given back of it: set aside first, then paid or freed.

    public Money Refunded { get; init; } = Money.Zero;

    public Money ReservedForRefund { get; init; } = Money.Zero;

    /// <summary>Every refund that was ever asked of it, by its id: a payment has few.</summary>
    public ImmutableDictionary<string, RefundResult> Refunds { get; init; } =
        ImmutableDictionary<string, RefundResult>.Empty;

    /// <summary>What can still be given back: never below zero.</summary>
    [JsonIgnore] public Money Refundable => Money.AtLeastZero(Uncommitted);

    // Below zero only after a refund was paid too late, while others had set aside what it took.
    private Money Uncommitted => Captured - Refunded - ReservedForRefund;

    /// <summary>How a refund stands; null where it was never asked for.</summary>
    public RefundResult? RefundOf(string refundId) => Refunds.GetValueOrDefault(refundId);

    /// <summary>Of all refunds but this one.</summary>
    public RefundedSoFar RefundedBeside(string refundId) =>
        RefundedSoFar.Of(Refunds.Where(refund => refund.Key != refundId).Select(refund => refund.Value));

    private Payment ApplyRefund(PaymentEvent @event)
    {
        var next = @event switch
        {
            // Also of one that is refunded already: a gift is worth nothing.
            PaymentEvent.RefundReserved e when Status is PaymentStatus.Captured or PaymentStatus.Refunded
                && MayBegin(e.RefundId, e.Attempt) =>
                With(e.RefundId, new(RefundOutcome.Reserved, e.Amount, null, e.Breakdown, e.Attempt)) with
                {
                    ReservedForRefund = ReservedForRefund + e.Amount,
                },
            PaymentEvent.Refunded e when IsReserved(e.RefundId, e.Amount) => Paid(e.RefundId, e.Amount),
            PaymentEvent.RefundSettledByHand e when IsReserved(e.RefundId, e.Amount) => Paid(e.RefundId, e.Amount),
            PaymentEvent.RefundReleased e when e.Amount.IsZero && MayBegin(e.RefundId, e.Attempt) =>
                With(e.RefundId, new(RefundOutcome.Released, e.Amount, e.Reason, null, e.Attempt)),
            PaymentEvent.RefundReleased e when IsReserved(e.RefundId, e.Amount) =>
                Freed(e.RefundId, RefundOutcome.Released, e.Amount, e.Reason),
            PaymentEvent.RefundedTooLate e when RefundOf(e.RefundId) is { } known => TooLate(e, known),
            PaymentEvent.RefundFailed e when IsReserved(e.RefundId, e.Amount) =>
                Freed(e.RefundId, RefundOutcome.Failed, e.Amount, e.Reason),
            _ => throw Unfoldable(@event),
        };
        var isCovered = next.Uncommitted.Amount >= 0 || !(next.Uncommitted < Uncommitted)
            || @event is PaymentEvent.RefundedTooLate;
        return isCovered && next.ReservedForRefund.Amount >= 0 ? next : throw Unfoldable(@event);
    }

    private bool IsReserved(string refundId, Money amount) =>
        RefundOf(refundId) is { Outcome: RefundOutcome.Reserved } refund && refund.Amount == amount;

    /// <summary>A refund that paid nothing can be attempted anew, under a higher number.</summary>
    private bool MayBegin(string refundId, int? attempt) => RefundOf(refundId) switch
    {
        null => true,
        { Outcome: RefundOutcome.Released or RefundOutcome.Failed } before => (attempt ?? 1) > (before.Attempt ?? 1),
        _ => false,
    };

    private Payment Paid(string refundId, Money amount) =>
        With(refundId, Refunds[refundId] with { Outcome = RefundOutcome.Refunded }) with
        {
            ReservedForRefund = ReservedForRefund - amount, Refunded = Refunded + amount,
            Status = !(Refunded + amount < Captured) ? PaymentStatus.Refunded : Status,
        };

    private Payment TooLate(PaymentEvent.RefundedTooLate late, RefundResult known)
    {
        var freed = known.Outcome == RefundOutcome.Reserved ? known.Amount : Money.Zero;
        var isPaidAlready = known.Outcome == RefundOutcome.Refunded;
        return With(late.RefundId, known with
        {
            Outcome = RefundOutcome.Refunded, Amount = isPaidAlready ? known.Amount : late.Amount, Detail = null,
            LateAttempts = [.. known.LateAttempts ?? [], late.Attempt ?? 1],
        }) with
        {
            ReservedForRefund = ReservedForRefund - freed, Refunded = Refunded + late.Amount,
            Status = !(Refunded + late.Amount < Captured) ? PaymentStatus.Refunded : Status,
        };
    }

    private Payment Freed(string refundId, RefundOutcome outcome, Money amount, string reason) =>
        With(refundId, new(outcome, amount, reason, null, Refunds[refundId].Attempt)) with
        {
            ReservedForRefund = ReservedForRefund - amount,
        };

    private Payment With(string refundId, RefundResult result) =>
        this with { Refunds = Refunds.SetItem(refundId, result) };

    private JournalCorruptException Unfoldable(PaymentEvent @event) =>
        new($"{@event.GetType().Name} does not follow on a payment that is {Status}.");
}
