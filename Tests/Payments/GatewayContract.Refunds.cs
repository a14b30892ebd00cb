using PosSaga.PaymentSimulator;
using PosSaga.Payments;
using PosSaga.Tests.Journal;

namespace PosSaga.Tests.Payments;

/// <summary>Refunds, sums, lists and settings.</summary>
public abstract partial class GatewayContract
{
    [ContractFact] public async Task A_refund_is_booked_once()
    {
        await Captured();
        var refunded = await Here.Book(Refund("r-1", 1_000));
        Assert.Equal(1_000, refunded!.Refunded);
        Assert.Equal(refunded, await There.Book(Refund("r-1", 1_000)), Same);
        Assert.Equal(3_000, (await There.Book(Refund("r-2", 2_000)))!.Refunded);
    }

    [ContractFact] public async Task Of_three_full_refunds_at_once_one_is_booked()
    {
        await Captured();
        await Task.WhenAll(
            Here.Book(Refund("r-1", 4130)).AsTask(), There.Book(Refund("r-2", 4130)).AsTask(),
            Here.Book(Refund("r-3", 4130)).AsTask());
        var account = await There.Book(Look());
        Assert.Equal(4130, account!.Refunded);
        Assert.Single(account.Refunds);
    }

    [ContractFact] public async Task Nothing_less_than_a_cent_is_refunded()
    {
        await Captured();
        await Here.Book(Refund("r-1", 0));
        Assert.Equal(0, (await Here.Book(Refund("r-2", -500)))!.Refunded);
    }

    [ContractFact] public async Task A_declined_refund_moves_nothing_and_stays_declined()
    {
        await Captured();
        await Here.Book(Refund("r-1", 1_000) with { Declined = true });
        var account = await There.Book(Refund("r-1", 1_000));
        Assert.Equal((0, new GatewayRefund("r-1", 0)), (account!.Refunded, account.Refunds.Single()));
        Assert.Equal(1_000, (await There.Book(Refund("r-2", 1_000)))!.Refunded);
    }

    [ContractFact] public async Task What_was_not_captured_is_not_refunded()
    {
        await Here.Book(Authorise());
        Assert.Equal(0, (await Here.Book(Refund("r-1", 100)))!.Refunded);
    }

    [ContractFact] public async Task The_sums_are_those_of_one_tenant()
    {
        await Book("demo/a", capture: true, refund: 130);
        await Book("demo/b", capture: false);
        await Book("demo2/a", capture: true);
        await Here.Book(Void() with { Id = "demo/c" });
        await Book("demo/d", capture: false);
        await Here.Book(Void() with { Id = "demo/d" });
        await Here.Book(Authorise(DeclineReason.CardDeclined) with { Id = "demo/e" });
        Assert.Equal(new GatewayBooks(5, 1, 4130, 1, 4130, 1, 4130, 1, 1, 130), await There.Books("demo/"));
        Assert.Equal(6, (await There.Books("")).Payments);
        Assert.Equal(GatewayBooks.Sum([]), await There.Books("nobody/"));
    }

    [ContractFact] public async Task The_list_comes_in_pages_by_id()
    {
        foreach (var id in new[] { "demo/b", "demo/C", "demo/a", "demo/a-1", "other/x" })
            await Book(id, capture: false);
        var first = await There.List("demo/", null, 2);
        var second = await There.List("demo/", first[^1].Id, 2);
        Assert.Equal(["demo/C", "demo/a", "demo/a-1", "demo/b"], first.Concat(second).Select(a => a.Id));
        Assert.Empty(await There.List("demo/", second[^1].Id, 2));
    }

    [ContractFact] public async Task Settings_are_seen_by_every_process()
    {
        var (here, there) = (new GatewayControls(Here), new GatewayControls(There));
        var settings = new GatewaySettings(0.25, new Money(66600), 50, 0.5, Outage: true);
        await here.Change(settings);
        Assert.Equal(settings, here.Current);
        Assert.Equal(GatewaySettings.Usual, there.Current);
        await there.Refresh();
        Assert.Equal(settings, there.Current);
        await there.Change(GatewaySettings.Usual);
        await here.Refresh();
        Assert.Equal(GatewaySettings.Usual, here.Current);
    }

    [ContractFact] public async Task Settings_out_of_range_change_nothing()
    {
        var controls = new GatewayControls(Here);
        await Assert.ThrowsAsync<ArgumentException>(() => controls.Change(new GatewaySettings(FailureRate: 2)));
        await controls.Refresh();
        Assert.Equal(GatewaySettings.Usual, controls.Current);
    }

    private Task Captured() => Book(Id, capture: true);

    private async Task Book(string id, bool capture, long refund = 0)
    {
        await Here.Book(Authorise() with { Id = id });
        if (capture)
            await Here.Book(Capture() with { Id = id });
        if (refund > 0)
            await Here.Book(Refund("r-1", refund) with { Id = id });
    }
}
