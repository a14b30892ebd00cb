using PosSaga.Deciding;
using PosSaga.Payments;

namespace PosSaga.Tests.Payments;

/// <summary>Every status against every command: what the gateway is asked, and what is decided where it is asked nothing.
/// No pair is forgotten, none is ignored in silence.</summary>
public sealed class PaymentMatrix : PaymentSpec
{
    private static readonly Dictionary<PaymentStatus, Payment> States = new()
    {
        [PaymentStatus.None] = Payment.Initial,
        [PaymentStatus.Authorised] = Given(Authorised).State,
        [PaymentStatus.Captured] = Given(Authorised, Captured).State,
        [PaymentStatus.Declined] = Given(Declined).State,
        [PaymentStatus.Voided] = Given(Authorised, Voided).State,
        [PaymentStatus.Refunded] = Given(Authorised, Captured).State with { Status = PaymentStatus.Refunded },
        [PaymentStatus.Expired] = Given(Authorised).State with { Status = PaymentStatus.Expired },
    };

    private static readonly Dictionary<string, IPaymentCommand> Commands = new()
    {
        ["authorise"] = Authorise, ["inquire"] = Inquire, ["void"] = Void, ["capture"] = Capture, ["late"] = LateAnswer,
    };

    [Theory]
    [InlineData("None       | ask Authorise  | ask Inquire | ask Void         | payment-invalid-state | record")]
    [InlineData("Authorised | replay         | replay      | ask Void         | ask Capture           | replay")]
    [InlineData("Captured   | replay         | replay      | payment-captured | replay                | replay")]
    [InlineData("Declined   | replay         | replay      | replay           | payment-invalid-state | record")]
    [InlineData("Voided     | payment-barred | replay      | replay           | payment-invalid-state | record")]
    [InlineData("Refunded   | replay         | replay      | payment-captured | replay                | replay")]
    [InlineData("Expired    | payment-barred | replay      | replay           | payment-invalid-state | record")]
    public void Authorise_inquire_void_capture_late(string row)
    {
        var cells = row.Split('|', StringSplitOptions.TrimEntries);
        var payment = States[Enum.Parse<PaymentStatus>(cells[0])];
        Assert.Equal(cells[1..], Commands.Values.Select(command => Cell(payment, command)));
    }

    [Fact] public void Every_status_has_its_row() => Assert.Equal(Enum.GetValues<PaymentStatus>(), States.Keys.Order());

    [Fact] public void Every_command_has_its_column() => Assert.Equal(
        typeof(IPaymentCommand).Assembly.GetTypes().Where(t => t.IsClass && t.IsAssignableTo(typeof(IPaymentCommand)))
            .Select(t => t.Name).Order(),
        Commands.Values.Select(c => c.GetType().Name).Order());

    [Fact] public void Whatever_the_gateway_says_what_is_decided_folds_and_is_then_a_replay_or_a_refusal()
    {
        GatewayAnswer?[] answers =
        [
            null, Approval, Decline, IsBarred, IsVoided, IsCaptured, new GatewayAnswer.Refunded(Price),
            new GatewayAnswer.Refused("no"), new GatewayAnswer.NotFound(),
        ];
        foreach (var payment in States.Values)
            foreach (var command in Commands.Values)
                foreach (var answer in answers)
                    if (PaymentDecider.Decide(Id, payment, command, answer) is Decision<PaymentEvent>.Recorded { Events: var made })
                        Assert.IsNotType<Decision<PaymentEvent>.Recorded>(
                            PaymentDecider.Decide(Id, Fold(payment, made), command, answer));
    }

    private static string Cell(Payment payment, IPaymentCommand command) =>
        PaymentDecider.Question(payment, command) is var question and not GatewayQuestion.Nothing
            ? $"ask {question}"
            : PaymentDecider.Decide(Id, payment, command) switch
            {
                Decision<PaymentEvent>.Replayed => "replay",
                Decision<PaymentEvent>.Recorded => "record",
                Decision<PaymentEvent>.Refused refused => refused.Refusal.Code,
                _ => "?",
            };
}
