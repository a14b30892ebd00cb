using System.Diagnostics;
using System.Globalization;
using PosSaga.Tests.Killing.Support;
using Xunit.Abstractions;

namespace PosSaga.Tests.Killing;

[Collection(Processes.Name), Trait(Categories.Name, Categories.System)]
public sealed class When_the_system_starts(ITestOutputHelper output)
{
    [Fact]
    public async Task It_becomes_ready_and_tells_its_address_its_keys_and_the_link_to_the_dashboard()
    {
        await using var home = new SqliteHome();
        var begun = Stopwatch.GetTimestamp();
        await using var system = await SystemProcess.Start(home, SystemProcess.FreePort());
        var took = Stopwatch.GetElapsedTime(begun);
        output.WriteLine($"ready after {took.TotalMilliseconds:0} ms");

        Assert.Contains(system.Url.ToString().TrimEnd('/'), system.Output, StringComparison.Ordinal);
        Assert.Contains("demo-store", system.Output, StringComparison.Ordinal);
        Assert.Contains("/signin?code=", system.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_second_process_on_the_same_files_is_refused_and_told_who_holds_them()
    {
        await using var home = new SqliteHome();
        await using var first = await SystemProcess.Start(home, SystemProcess.FreePort());
        await using var second = SystemProcess.Launch(home, SystemProcess.FreePort());

        Assert.NotEqual(0, await second.Exited(TimeSpan.FromSeconds(30)));
        Assert.Contains(first.Id.ToString(CultureInfo.InvariantCulture), second.Output, StringComparison.Ordinal);
        await first.Ready();
    }

    [Fact]
    public async Task After_a_kill_the_files_are_free_again()
    {
        await using var home = new SqliteHome();
        await using (var first = await SystemProcess.Start(home, SystemProcess.FreePort()))
            await first.Kill();
        await using var second = await SystemProcess.Start(home, SystemProcess.FreePort());
    }

    [Theory]
    [InlineData("Streams:CheckpointEvery", "soon")]
    [InlineData("Streams:RetryDelayMin", "00:00:00")]
    [InlineData("RateLimits:Burst", "x")]
    [InlineData("Journal:Partitions", "0")]
    [InlineData("ReadModels:BatchSpacing", "")]
    [InlineData("Watchdog:Period", "often")]
    [InlineData("ApiKeys:0:Sha256", "none")]
    [InlineData("Notifications:Smtp:Port", "none")]
    [InlineData("ConnectionStrings:Journal", "nonsense")]
    public async Task A_setting_that_cannot_be_right_ends_it_with_a_message_that_names_it(string key, string value)
    {
        await using var home = new SqliteHome();
        await using var system = SystemProcess.Launch(
            Programs.FrontEnd, home, SystemProcess.FreePort(), [(key, value)]);

        Assert.Equal(1, await system.Exited(TimeSpan.FromSeconds(30)));
        Assert.Contains(key, system.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("Unhandled exception", system.Output, StringComparison.Ordinal);
    }
}
