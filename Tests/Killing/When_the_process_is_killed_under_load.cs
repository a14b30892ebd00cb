using PosSaga.Tests.Journal;
using PosSaga.Tests.Killing.Support;
using Xunit.Abstractions;

namespace PosSaga.Tests.Killing;

/// <summary>SIGKILL at random moments, again and again, while tills order; the tills do not give up, and in the end the
/// books must balance. <c>POS_KILLS=20</c> makes it the full test, which also demands that every step was
/// hit.</summary>
[Collection(Processes.Name), Trait(Categories.Name, Categories.System)]
public sealed class When_the_process_is_killed_under_load(ITestOutputHelper output)
{
    private const int KillsOfAFullTest = 20;
    private const int QuickTills = 20;
    private const int SlowTills = 4;

    [Fact]
    [PublicReport("woocommerce/woocommerce-gateway-stripe#2477")]
    public async Task Every_order_ends_and_the_books_balance_on_SQLite()
    {
        await using var home = new SqliteHome();
        await KillAgainAndAgain(home, Processes.Kills(everyDay: 3));
    }

    [PostgresServerFact]
    public async Task Every_order_ends_and_the_books_balance_on_PostgreSQL()
    {
        await using var home = await PostgresHome.Create();
        await KillAgainAndAgain(home, Processes.Kills(everyDay: 1));
    }

    private async Task KillAgainAndAgain(SystemHome home, int times)
    {
        await using var system = await KilledSystem.Start(home, output);
        await using var shop = await Shop.Prepare(system.Url);
        shop.Open(QuickTills, SlowTills);
        for (var kill = 0; kill < times; kill++)
        {
            // At work again, then any moment of the next second and a half.
            await shop.Sells(orders: 20);
            await Task.Delay(system.Random.Next(1_500));
            await system.KillAndStart();
        }

        await shop.Sells(orders: 10);
        await shop.Close();

        var books = await shop.Audit(home.Gateway);
        var interrupted = shop.Memory.Orders.Where(o => o.Interrupted).Select(o => o.OrderId).OfType<string>().ToList();
        var steps = await KillSteps.Read(shop.Office, system.Kills, interrupted);
        output.WriteLine($"{books.Orders} orders, {books.Completed} completed, {books.Failed} failed, "
            + $"{books.NeedOperator} need an operator; {interrupted.Count} were interrupted\n"
            + $"{steps}\n{shop.Outcomes()}");

        Assert.Empty(books.Imbalances);
        Assert.All(shop.Memory.Orders, o => Assert.Contains(o.Status, new[] { 201, 402, 409 }));
        Assert.DoesNotContain(shop.Recorder.Outcomes, o => o.Key.EndsWith(": 500", StringComparison.Ordinal));
        if (times >= KillsOfAFullTest)
            Assert.All(
                KillSteps.ForwardSteps, step => Assert.True(steps.KillsAt(step) > 0, $"No kill fell at {step}."));
    }
}
