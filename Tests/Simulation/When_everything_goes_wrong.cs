using Xunit.Abstractions;
using Xunit.Sdk;

namespace PosSaga.Tests.Simulation;

/// <summary>Order sagas under every fault, from seeds. <c>POS_SEED=7</c> plays one again, <c>POS_SEEDS=100000</c> that
/// many.</summary>
public sealed class When_everything_goes_wrong(When_everything_goes_wrong.Voice voice, ITestOutputHelper output)
    : IClassFixture<When_everything_goes_wrong.Voice>
{
    private const int Usual = 300;

    /// <summary>What must have happened somewhere, or the rest proves little.</summary>
    private static readonly string[] Expected =
    [
        "activation killed", "silo killed", "silo deposed", "Append FailBefore", "Append FailAfter",
        "Append ResendAfter", "journal away", "journal slow", "request lost", "request late", "reply lost",
        "gateway late", "gateway out", "gateway request lost", "gateway reply lost",
        "order-saga.completed/1", "order-saga.failed/1", "order-saga.late-success-seen/1",
        "order-saga.needs-operator/1", "order-saga.operator-retried/1", "order-saga.operator-compensated/1",
        "order-saga.step-resolved/1",
        "order-saga.attempt-failed/1", "order.barred/1", "cart.freeze-barred/1",
        "stock.reservation-barred/1", "payment.barred/1", "payment.voided/1", "payment.declined/1",
        "payment.authorised-too-late/1", "payment.late-authorisation-voided/1",
    ];

    [Fact]
    public void Every_order_ends_and_the_books_balance()
    {
        var campaign = Campaign.Asked(Story.Orders, Usual, voice.Tell).Run();
        output.WriteLine(campaign.ToString());
        Assert.True(campaign.Failures.Count == 0, string.Join('\n', campaign.Failures));
        if (campaign.Seeds >= Usual)
            Assert.Equal([], Expected.Except(campaign.Happened.Keys));
    }

    /// <summary>Heard while the test still runs; what a test writes to its output is shown at its end.</summary>
    public sealed class Voice(IMessageSink sink)
    {
        public void Tell(string what) => sink.OnMessage(new DiagnosticMessage(what));
    }
}
