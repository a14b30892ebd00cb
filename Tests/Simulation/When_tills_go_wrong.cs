using Xunit.Abstractions;

namespace PosSaga.Tests.Simulation;

/// <summary>Sales at tills under every fault, several registers on the same few goods, from seeds of their own.
/// <c>POS_SEED=7</c> plays one again, <c>POS_SEEDS=100000</c> that many, from <c>POS_FIRST_SEED</c>.</summary>
public sealed class When_tills_go_wrong(When_everything_goes_wrong.Voice voice, ITestOutputHelper output)
    : IClassFixture<When_everything_goes_wrong.Voice>
{
    private const int Usual = 200;

    /// <summary>What must have happened somewhere, or the rest proves little.</summary>
    private static readonly string[] Expected =
    [
        "activation killed", "silo killed", "silo deposed", "journal away", "Append FailAfter", "request late",
        "reply lost", "gateway request lost", "gateway reply lost", "gateway out",
        "sale.committed/1", "sale.failed/1", "sale.attempt-failed/1", "sale.taken-over/1", "sale.late-success-seen/1",
        "sale.void-started/1", "sale.voided/1", "register.sale-voided/1", "payment.refunded/1", "stock.restocked/1",
        "register.shift-opened/1", "register.shift-closed/1", "register.cash-moved/1", "register.sale-recorded/1",
        "payment.voided/1", "payment.declined/1", "payment.captured/1", "stock.released/1",
    ];

    [Fact]
    public void Every_sale_ends_the_drawer_adds_up_and_numbers_have_no_gap()
    {
        var campaign = Campaign.Asked(Story.Tills, Usual, voice.Tell).Run();
        output.WriteLine(campaign.ToString());
        Assert.True(campaign.Failures.Count == 0, string.Join('\n', campaign.Failures));
        if (campaign.Seeds >= Usual)
            Assert.Equal([], Expected.Except(campaign.Happened.Keys));
    }
}
