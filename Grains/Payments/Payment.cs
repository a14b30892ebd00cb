using System.Text.Json;
using System.Text.Json.Serialization;
using PosSaga.Deciding;
using PosSaga.Journal;
using static PosSaga.Payments.PaymentStatus;

namespace PosSaga.Payments;

/// <summary>What is known of one payment. Nothing is in here that the gateway has not confirmed.</summary>
[StoredAs("payment.state/1")]
public sealed partial record Payment : IAggregate<Payment, PaymentEvent>
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
}
