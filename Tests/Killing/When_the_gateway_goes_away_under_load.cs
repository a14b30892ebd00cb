using System.Globalization;
using PosSaga.Load;
using PosSaga.Tests.Killing.Support;
using Xunit.Abstractions;

namespace PosSaga.Tests.Killing;

/// <summary>The payment gateway answers nobody for a while, in the middle of load: what has to be settled waits, goes on
/// by itself, and nobody has to act. <c>POS_OUTAGE=10m</c> makes it the long test.</summary>
[Collection(Processes.Name), Trait(Categories.Name, Categories.System)]
public sealed class When_the_gateway_goes_away_under_load(ITestOutputHelper output)
{
    private const int QuickTills = 8;
    private const int SlowTills = 1;
    private static readonly TimeSpan GoesOnWithin = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task What_waits_goes_on_at_its_end()
    {
        await using var home = new SqliteHome();
        await using var system = await SystemProcess.Start(home, SystemProcess.FreePort());
        await using var shop = await Shop.Prepare(system.Url);
        shop.Open(QuickTills, SlowTills);
        await shop.Sells(orders: 50);

        await Gateway(shop, outage: true);
        await Task.Delay(Outage);
        var waiting = await Count(shop, "waiting");
        Assert.True(waiting > 0, "The gateway was away, and nothing waits for it.");

        await Gateway(shop, outage: false);
        var back = Moments.Now;
        await shop.Close();
        var limit = Moments.After(back, GoesOnWithin);
        while (await Count(shop, "waiting") > 0 || await Count(shop, "running") > 0)
        {
            Assert.True(Moments.Now < limit, "Something still waits two minutes after the outage.");
            await Task.Delay(100);
        }

        output.WriteLine($"{waiting} sagas waited (at most 200 are counted); all were settled "
            + $"{Moments.MicrosBetween(back, Moments.Now) / 1000} ms after the gateway's return");
        var books = await shop.Audit(home.Gateway);
        output.WriteLine(shop.Outcomes());
        Assert.Empty(books.Imbalances);
        Assert.Equal(0, books.NeedOperator);
    }

    private static TimeSpan Outage => Environment.GetEnvironmentVariable("POS_OUTAGE") switch
    {
        [.. var minutes, 'm'] => TimeSpan.FromMinutes(double.Parse(minutes, CultureInfo.InvariantCulture)),
        [.. var seconds, 's'] => TimeSpan.FromSeconds(double.Parse(seconds, CultureInfo.InvariantCulture)),
        _ => TimeSpan.FromSeconds(30),
    };

    private static async Task Gateway(Shop shop, bool outage)
    {
        var settings = outage
            ? """{"failureRate":0,"latencyMs":0,"timeoutRate":0,"outage":true}"""u8.ToArray()
            : """{"failureRate":0,"latencyMs":0,"timeoutRate":0,"outage":false}"""u8.ToArray();
        var reply = await shop.Platform.Put("/api/v1/simulation/payments", settings);
        Assert.True(reply.IsSuccess, reply.ToString());
    }

    private static async Task<int> Count(Shop shop, string state)
    {
        var reply = await shop.Office.Get($"/api/v1/sagas?state={state}&limit=200");
        Assert.True(reply.IsSuccess, reply.ToString());
        return reply.AsJson().GetProperty("items").GetArrayLength();
    }
}
