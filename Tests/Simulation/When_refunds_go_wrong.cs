using Xunit.Abstractions;

namespace PosSaga.Tests.Simulation;

/// <summary>Claims, refunds and cancelled orders under every fault, from seeds of their own. <c>POS_SEED=7</c> plays
/// one again, <c>POS_SEEDS=100000</c> that many, from <c>POS_FIRST_SEED</c>.</summary>
public sealed class When_refunds_go_wrong(When_everything_goes_wrong.Voice voice, ITestOutputHelper output)
    : IClassFixture<When_everything_goes_wrong.Voice>
{
    private const int Usual = 300;

    /// <summary>What must have happened somewhere, or the rest proves little. Goods left in are too rare for it in this
    /// weather, because an operator's word takes them out wherever they are there again: the planted bug about them has
    /// weather of its own.</summary>
    private static readonly string[] Expected =
    [
        "activation killed", "silo killed", "silo deposed", "streams died", "delivery late", "delivery repeated",
        "delivery unheard", "stream not registered", "gateway refuses an amount", "gateway request lost",
        "gateway reply lost", "journal away", "Append FailAfter", "request late", "reply lost",
        "claim.created/1", "claim.not-opened/1", "claim.enriched/1", "claim.reopened/1", "claim.withdrawn/1",
        "claim.pieces-let-go/1",
        "claim.refund-requested/1", "order.cancelled/1", "order.pieces-shipped/1", "order.pieces-cancelled/1",
        "order.refund-asked/1",
        "refund-payment.reserved/1", "refund-payment.rejected/1",
        "refund-payment.settled/1", "refund-payment.released/1", "refund-payment.settlement-failed/1",
        "refund-payment.attempt-failed/1", "refund-payment.needs-operator/1", "refund-stock.restocked/1",
        "refund-stock.restock-given-up/1", "refund-stock.restock-failed/1", "refund-stock.taken-back-out/1",
        "refund-stock.needs-operator/1",
        "order.refund-retried/1", "order.refund-moved/1", "refund.operator-retried/1",
        "refund.operator-resolved/1", "refund.completed/1",
        "refund.failed/1", "refund.needs-operator/1", "notification.customer-notified/1",
        "stock.restocked/1", "stock.taken-back-out/1", "stock.restock-barred/1",
    ];

    [Fact]
    public void Every_refund_ends_and_the_books_balance()
    {
        var campaign = Campaign.Asked(Story.Refunds, Usual, voice.Tell).Run();
        output.WriteLine(campaign.ToString());
        Assert.True(campaign.Failures.Count == 0, string.Join('\n', campaign.Failures));
        if (campaign.Seeds >= Usual)
            Assert.Equal([], Expected.Except(campaign.Happened.Keys));
    }
}
