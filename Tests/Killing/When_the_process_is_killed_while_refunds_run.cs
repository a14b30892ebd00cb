using PosSaga.Load;
using PosSaga.Tests.Journal;
using PosSaga.Tests.Killing.Support;
using Xunit.Abstractions;

namespace PosSaga.Tests.Killing;

/// <summary>SIGKILL in the middle of two hundred refunds, again and again with two hundred others: every one of them
/// ends, money and goods balance, and everybody is told once. <c>POS_KILLS=10</c> makes it the full test, which also
/// demands that every step was hit.</summary>
[Collection(Processes.Name), Trait(Categories.Name, Categories.System)]
public sealed class When_the_process_is_killed_while_refunds_run(ITestOutputHelper output)
{
    private const int KillsOfAFullTest = 10;
    private static readonly string[] Forward = ["requested", "reserved", "restocked", "settled"];

    // A quick gateway lets kills fall anywhere; a slow one holds many refunds where only their payment is missing.
    private static readonly int[] LatenciesMs = [0, 20, 100];

    [Fact]
    public async Task Every_refund_ends_and_the_books_balance_on_SQLite()
    {
        await using var home = new SqliteHome();
        await KillAgainAndAgain(home, Processes.Kills(everyDay: 1));
    }

    [PostgresServerFact]
    public async Task Every_refund_ends_and_the_books_balance_on_PostgreSQL()
    {
        await using var home = await PostgresHome.Create();
        await KillAgainAndAgain(home, Processes.Kills(everyDay: 1));
    }

    private async Task KillAgainAndAgain(SystemHome home, int times)
    {
        await using var system = await KilledSystem.Start(home, output);
        var random = system.Random;
        await using var shop = await Shop.Prepare(system.Url, RefundRush.Skus, stores: 1);
        var rush = new RefundRush(shop);
        var first = random.Next(Forward.Length);
        for (var kill = 0; kill < times; kill++)
        {
            await rush.Misbehave(LatenciesMs[random.Next(LatenciesMs.Length)]);
            var refunds = await rush.Prepare();
            var asking = rush.Ask(refunds);
            // Where one of them is, others are before it and behind it.
            var one = refunds[random.Next(refunds.Count / 4)];
            await rush.HasGone(one, steps: 1 + (first + kill) % Forward.Length);
            await system.KillAndStart();
            await asking;
        }

        var books = new RefundBooks(shop, rush.Wanted);
        var begun = Moments.Now;
        await books.Close();
        var steps = new KillSteps([.. Forward, "rejected", "released"], system.Kills, books.Histories);
        output.WriteLine(
            $"the last end came {Moments.MicrosBetween(begun, Moments.Now) / 1000} ms after the last request\n"
            + $"{string.Join(", ", books.Ends.Select(end => $"{end.Value} {end.Key}"))}\n{steps}");

        Assert.Equal(times * RefundRush.Refunds, rush.Wanted.Count);
        Assert.Empty(await books.Check(home.Gateway!));
        Assert.True(books.Ends.Count > 1, "The gateway refused nothing.");
        if (times < KillsOfAFullTest)
            return;
        // On a quick machine a kill may come after the last of two hundred; most do not.
        Assert.True(steps.Interrupted.Count(refunds => refunds > 0) >= times / 2, "Most kills interrupted nothing.");
        Assert.Contains("restock-refused", books.Ends.Keys);
        Assert.All(Forward, step => Assert.True(steps.KillsAt(step) > 0, $"No kill fell at {step}."));
    }
}
