using PosSaga.PaymentSimulator;
using PosSaga.Payments;

namespace PosSaga.Tests.Payments;

/// <summary>The simulator's tokens, settings and stamps: pure.</summary>
public sealed class GatewayRulesSpec
{
    private static readonly GatewaySettings Usual = GatewaySettings.Usual;

    [Fact] public void The_good_token_is_approved() => Assert.Null(Decline("tok_ok"));

    [Fact] public void The_declined_token_is_declined_with_05()
    {
        Assert.Equal(DeclineReason.CardDeclined, Decline("tok_declined"));
        Assert.Equal("05", SimulatedCard.ResponseCode(DeclineReason.CardDeclined));
    }

    [Fact] public void A_token_that_nobody_issued_is_declined() =>
        Assert.Equal(DeclineReason.CardDeclined, Decline("tok_whatever"));

    [Fact] public void Cash_is_always_taken() => Assert.Null(SimulatedCard.Decline(
        Request("tok_declined", PaymentMethod.Cash), Usual with { FailureRate = 1, DeclineAmount = new(4130) }, Never));

    [Fact] public void Cash_never_hangs() => Assert.Equal(CallFate.Answered, SimulatedCard.FateOfAuthorisation(
        Request("tok_timeout_lost", PaymentMethod.Cash), Usual with { TimeoutRate = 1 }, 0, Never));

    [Fact] public void Exactly_the_named_amount_is_declined()
    {
        Assert.Equal(DeclineReason.InsufficientFunds, Decline("tok_ok", Usual with { DeclineAmount = new(4130) }));
        Assert.Null(Decline("tok_ok", Usual with { DeclineAmount = new(4131) }));
    }

    [Theory]
    [InlineData(0.0, DeclineReason.InsufficientFunds)]
    [InlineData(0.5, DeclineReason.InvalidCvv)]
    [InlineData(0.999, DeclineReason.DailyLimitExceeded)]
    public void A_failure_rate_declines_for_a_reason_drawn_at_random(double drawn, DeclineReason reason) =>
        Assert.Equal(reason, SimulatedCard.Decline(Request("tok_ok"), Usual with { FailureRate = 1 }, () => drawn));

    [Fact] public void A_flaky_card_fails_twice_then_works() => Assert.Equal(
        [CallFate.Fails, CallFate.Fails, CallFate.Answered],
        Enumerable.Range(0, 3).Select(n => SimulatedCard.FateOfAuthorisation(Request("tok_flaky"), Usual, n, Never)));

    [Fact] public void A_time_out_is_done_done_late_or_lost() => Assert.Equal(
        [CallFate.DoneAnsweredLate, CallFate.ArrivesLate, CallFate.Lost],
        new[] { 0.1, 0.4, 0.9 }.Select(drawn => SimulatedCard.FateOf(Usual with { TimeoutRate = 1 }, 0, () => drawn)));

    [Fact] public void A_call_that_hung_once_is_answered_when_repeated() =>
        Assert.Equal(CallFate.Answered, SimulatedCard.FateOf(Usual with { TimeoutRate = 1 }, 1, Never));

    [Fact] public void A_payment_has_one_code_and_one_risk_score_for_ever()
    {
        foreach (var n in Enumerable.Range(0, 1000))
        {
            var stamp = SimulatedCard.Stamp($"demo/p-{n}");
            Assert.Equal(stamp, SimulatedCard.Stamp($"demo/p-{n}"));
            Assert.InRange(stamp.RiskScore, 0, 40);
            Assert.Equal(7, stamp.Code.Length);
        }
    }

    [Fact] public void Settings_out_of_range_are_named() => Assert.Equal(
        ["declineAmount", "failureRate", "latencyMs", "timeoutRate"],
        new GatewaySettings(1.1, new(0), -1, double.NaN).Faults().Keys.Order());

    [Fact] public void The_usual_settings_are_in_range() => Assert.Empty(Usual.Faults());

    private static DeclineReason? Decline(string token, GatewaySettings? settings = null) =>
        SimulatedCard.Decline(Request(token), settings ?? Usual, Never);

    private static GatewayRequest Request(string token, PaymentMethod method = PaymentMethod.CreditCard) =>
        new("demo/p-1", new(4130), method, token);

    private static double Never() => throw new InvalidOperationException("Nothing is drawn where no rate is set.");
}
