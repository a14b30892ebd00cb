using System.Globalization;
using System.Text.RegularExpressions;

namespace PosSaga.Tests.Api;

/// <summary>Hosts of other tests may count in the same process at the same time: where they could, it grew by at least
/// as much.</summary>
[Collection(ApiCollection.Name)]
public sealed class When_things_are_sold_and_counted(ApiHost host)
{
    [Fact] public async Task A_sale_counts_for_its_store()
    {
        var before = await Counted();
        var order = await host.Http.Bought((await host.Http.Product(1000), 3));
        Assert.Equal(3449, order.Cents("total"));

        var grown = await Grown(before);
        Assert.True(grown("""sales_total{status="completed",store_id="1"}""") >= 1);
        Assert.InRange(grown("""sales_amount_total{currency="CAD",store_id="1"}"""), 34.489, double.MaxValue);
        Assert.True(grown("""items_sold_total{store_id="1"}""") >= 3);
    }

    [Fact] public async Task A_sale_that_failed_counts_as_failed_and_sold_nothing()
    {
        await Eventually.Is(
            async () =>
            {
                var (before, cart) = (await Counted(), await host.Http.FilledCart(storeId: "5"));
                Assert.Equal(402, (await host.Http.Post("/api/v1/orders", Calls.OrderOf(cart, "tok_declined"))).Status);
                var grown = await Grown(before);
                Assert.True(grown("""sales_total{status="failed",store_id="5"}""") >= 1);
                return grown("""items_sold_total{store_id="5"}""") == 0;
            },
            "a failed sale that sold nothing");
    }

    [Fact] public async Task An_adjustment_counts_once_however_often_it_is_sent()
    {
        // The meter is the process's, and other tests adjust stock as well: one try of its own is enough to show it.
        await Eventually.Is(async () => await GrownByThree() == 1, "three sendings that counted once");

        async Task<double> GrownByThree()
        {
            var sku = await host.Http.Product(1000);
            var before = await Counted();
            for (var i = 0; i < 3; i++)
                Assert.Equal(200, (await Adjust(sku, -1)).Status);
            Assert.Equal(409, (await Adjust(sku, -1_000, "another")).Status);
            return (await Grown(before))("stock_adjustments_total");
        }

        Task<Reply> Adjust(string sku, int delta, string key = "key") => host.Http.Post(
            $"/api/v1/stores/1/stock/{sku}/adjust", new { delta, reason = "counted" }, Calls.Store,
            ("Idempotency-Key", $"{sku}-{key}"));
    }

    [Fact] public async Task A_state_that_is_made_again_of_its_events_counts_as_a_replay()
    {
        var claim = await host.Http.Claimed();
        var at = (string)(await host.Http.Get($"/api/v1/claims/{claim}")).Json["createdAt"]!;
        var before = await Counted();
        Assert.Equal(200, (await host.Http.Get($"/api/v1/claims/{claim}?asOf={Uri.EscapeDataString(at)}")).Status);
        Assert.True((await Grown(before))("replays_performed_total") >= 1);
    }

    private async Task<Func<string, double>> Grown(Dictionary<string, double> before)
    {
        var now = await Counted();
        return series => now.GetValueOrDefault(series) - before.GetValueOrDefault(series);
    }

    private async Task<Dictionary<string, double>> Counted() =>
        Regex.Matches((await host.Http.Get("/metrics", null)).Text, "(?m)^([a-z_]+_total(?:{[^}]+})?)(?:{})? (\\S+)$")
            // Each silo of a process makes some of Orleans' instruments for itself, and tests have several.
            .GroupBy(match => match.Groups[1].Value, match => match.Groups[2].Value)
            .ToDictionary(
                series => series.Key,
                series => series.Sum(value => double.Parse(value, CultureInfo.InvariantCulture)));
}
