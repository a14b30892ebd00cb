using PosSaga.Load;
using PosSaga.Tests.Journal;
using PosSaga.Tests.Killing.Support;
using Xunit.Abstractions;

namespace PosSaga.Tests.Killing;

/// <summary>The database is restarted, or away for a while, in the middle of load: requests wait or are told to come
/// again, nothing is lost, and the system goes on by itself.</summary>
[Collection(Processes.Name), Trait(Categories.Name, Categories.System)]
public sealed class When_PostgreSQL_goes_away_under_load(ITestOutputHelper output)
{
    private const int QuickTills = 8;
    private const int SlowTills = 2;

    [PostgresServerTheory]
    [InlineData("fast")]
    [InlineData("immediate")]
    public Task A_restart_is_survived(string mode) => Survives(mode, TimeSpan.Zero);

    [PostgresServerFact]
    public Task A_journal_that_is_down_for_a_while_is_survived() => Survives("fast", Processes.Outage);

    private async Task Survives(string mode, TimeSpan away)
    {
        await using var home = await PostgresHome.Create();
        await using var system = await SystemProcess.Start(home, SystemProcess.FreePort());
        await using var shop = await Shop.Prepare(system.Url);
        shop.Open(QuickTills, SlowTills);
        await shop.Sells(orders: 20);

        await home.Server.Stop(mode);
        await Task.Delay(away);
        Assert.False(system.HasExited, $"The system ended with its database:\n{system.Output}");
        var back = Moments.Now;
        await home.Server.Start();
        await shop.Sells(orders: 50);
        output.WriteLine(
            $"50 orders within {Moments.MicrosBetween(back, Moments.Now) / 1000} ms of the database's return");
        await shop.Close();

        var books = await shop.Audit(home.Gateway);
        output.WriteLine(shop.Outcomes());
        Assert.False(system.HasExited);
        Assert.Empty(books.Imbalances);
        Assert.Equal(0, books.NeedOperator);
        // Waiting or 503 with Retry-After, never an error of ours, never silence.
        Assert.DoesNotContain(shop.Recorder.Outcomes, o =>
            o.Key.Contains(": 500", StringComparison.Ordinal)
            || o.Key.Contains("503 without", StringComparison.Ordinal)
            || o.Key.Contains("cut off", StringComparison.Ordinal)
            || o.Key.Contains("timed out", StringComparison.Ordinal));
        await system.Ready();
    }
}
