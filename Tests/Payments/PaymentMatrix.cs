using PosSaga.EventSourcing;
using PosSaga.Payments;

namespace PosSaga.Tests.Payments;

/// <summary>Every status against every command: what the gateway is asked, and what is decided where it is asked
/// nothing. No pair is forgotten, none is ignored in silence.</summary>
public sealed class PaymentMatrix : PaymentSpec
{
    private static readonly Dictionary<PaymentStatus, Payment> States = new()
    {
        [PaymentStatus.None] = Payment.Initial,
        [PaymentStatus.Authorised] = Given(Authorised).State,
        [PaymentStatus.Captured] = Given(Authorised, Captured).State,
        [PaymentStatus.Declined] = Given(Declined).State,
        [PaymentStatus.Voided] = Given(Authorised, Voided).State,
        [PaymentStatus.Refunded] = Given(Authorised, Captured, Reserved(4130, "r-0"), Refunded(4130, "r-0")).State,
        [PaymentStatus.Expired] = Given(Authorised).State with { Status = PaymentStatus.Expired },
    };

    private static readonly Dictionary<string, IPaymentCommand> Commands = new()
    {
        ["authorise"] = Authorise, ["inquire"] = Inquire, ["void"] = Void, ["capture"] = Capture, ["late"] = LateAnswer,
    };

    private static readonly Dictionary<string, IPaymentCommand> Refunds = new()
    {
        ["reserve"] = Reserve(1000), ["settle"] = Settle(), ["release"] = Release(),
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

    [Theory]
    [InlineData("None       | payment-not-found     | refund-not-reserved | record")]
    [InlineData("Authorised | payment-not-captured  | refund-not-reserved | record")]
    [InlineData("Captured   | record                | refund-not-reserved | record")]
    [InlineData("Declined   | payment-invalid-state | refund-not-reserved | record")]
    [InlineData("Voided     | payment-invalid-state | refund-not-reserved | record")]
    [InlineData("Refunded   | nothing-refundable    | refund-not-reserved | record")]
    [InlineData("Expired    | payment-invalid-state | refund-not-reserved | record")]
    public void Reserve_settle_release_of_a_refund_never_heard_of(string row)
    {
        var cells = row.Split('|', StringSplitOptions.TrimEntries);
        var payment = States[Enum.Parse<PaymentStatus>(cells[0])];
        Assert.Equal(cells[1..], Refunds.Values.Select(command => Cell(payment, command)));
    }

    [Theory]
    [InlineData("Reserved | replay      | ask Refund          | record")]
    [InlineData("Refunded | replay      | replay              | already-refunded")]
    [InlineData("Released | refund-over | refund-over         | replay")]
    [InlineData("Failed   | refund-over | replay              | replay")]
    public void Reserve_settle_release_of_a_refund_that_is(string row)
    {
        var cells = row.Split('|', StringSplitOptions.TrimEntries);
        var payment = Refunding[Enum.Parse<RefundOutcome>(cells[0])];
        Assert.Equal(cells[1..], Refunds.Values.Select(command => Cell(payment, command)));
    }

    private static readonly Dictionary<RefundOutcome, Payment> Refunding = new()
    {
        [RefundOutcome.Reserved] = Given(Authorised, Captured, Reserved(1000)).State,
        [RefundOutcome.Refunded] = Given(Authorised, Captured, Reserved(1000), Refunded(1000)).State,
        [RefundOutcome.Released] = Given(Authorised, Captured, Reserved(1000), Released(1000)).State,
        [RefundOutcome.Failed] = Given(Authorised, Captured, Reserved(1000), Failed(1000)).State,
    };

    [Fact] public void Every_status_has_its_row() => Assert.Equal(Enum.GetValues<PaymentStatus>(), States.Keys.Order());

    [Fact] public void Every_command_has_its_column() => Assert.Equal(
        typeof(IPaymentCommand).Assembly.GetTypes().Where(t => t.IsClass && t.IsAssignableTo(typeof(IPaymentCommand)))
            .Select(t => t.Name).Order(),
        Commands.Values.Concat(Refunds.Values).Select(c => c.GetType().Name).Order());

    [Fact] public void Whatever_the_gateway_says_what_is_decided_folds_and_is_then_a_replay_or_a_refusal()
    {
        GatewayAnswer?[] answers =
        [
            null, Approval, Decline, IsBarred, IsVoided, IsCaptured, new GatewayAnswer.Refunded(Price),
            new GatewayAnswer.Refused("no"), new GatewayAnswer.NotFound(),
        ];
        foreach (var payment in States.Values.Concat(Refunding.Values))
            foreach (var command in Commands.Values.Concat(Refunds.Values))
                foreach (var answer in answers)
                    if (PaymentDecider.Decide(Id, payment, command, answer)
                        is Decision<PaymentEvent>.Recorded { Events: var made })
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
