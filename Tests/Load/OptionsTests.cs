using System.CommandLine;
using PosSaga.Load;

namespace PosSaga.Tests.Load;

public sealed class OptionsTests
{
    [Fact]
    public void Orders_understands_everything_it_offers()
    {
        var settings = OrdersCommand.Read(LoadProgram.Root().Parse(
            "orders --url http://till:8080 --key k --clients 64 --rate 200 --duration 10m --warmup 500ms --lines 3 "
            + "--skus 1 --token ok=95,declined=3,flaky=1,timeout=1 --idempotent 5 --settle 1h --json out.json "
            + "--answers answers.txt --no-books"));

        var (http, profile) = (settings.Http, settings.Http.Profile);
        Assert.Equal(new Uri("http://till:8080"), http.Url);
        Assert.Equal(
            (64, 200, 3, 1, 5),
            (profile.Clients, profile.RatePerSecond, http.Lines, http.Skus, settings.RepeatPercent));
        Assert.Equal((TimeSpan.FromMinutes(10), TimeSpan.FromMilliseconds(500)), (profile.Duration, profile.Warmup));
        Assert.Equal(
            ("out.json", "answers.txt", false), (http.Json!.Name, settings.Answers!.Name, settings.CheckBooks));
    }

    [Fact]
    public void Without_options_it_is_a_closed_loop_with_the_books_checked()
    {
        var settings = OrdersCommand.Read(LoadProgram.Root().Parse("orders"));
        Assert.Equal(
            (0, true, "demo-store"),
            (settings.Http.Profile.RatePerSecond, settings.CheckBooks, settings.Http.TillKey));
    }

    [Theory]
    [InlineData("grains --journal x --projections off --in-flight 256 --runs 3")]
    [InlineData("reservations --journal x --projections on --count 1000")]
    [InlineData("journal --journal x --count 3")]
    [InlineData("streams --journal x --rate 500 --duration 20s --warmup 5s --projections off --runs 3")]
    [InlineData("refunds --journal x --rate 100 --refunds 2000 --warmup 500 --runs 3")]
    [InlineData("claims --url http://till:8080 --agent-key a --clients 8 --rate 100")]
    [InlineData("models --journal x --claims 10 --rebuild claims --rate 0")]
    public void What_the_other_commands_offer_they_understand(string line) =>
        Assert.Empty(LoadProgram.Root().Parse(line).Errors);

    [Theory]
    [InlineData("orders --clients 0")]
    [InlineData("orders --clients many")]
    [InlineData("orders --duration soon")]
    [InlineData("orders --duration -5s")]
    [InlineData("orders --url till")]
    [InlineData("orders --token nonsense=1")]
    [InlineData("orders --token ok=0")]
    [InlineData("orders --idempotent 101")]
    [InlineData("grains")]
    [InlineData("refunds")]
    [InlineData("refunds --journal x --lines 51")]
    [InlineData("claims --clients some")]
    [InlineData("streams --journal x --rate 0")]
    [InlineData("grains --journal x --projections maybe")]
    public void What_it_does_not_understand_it_says(string line) =>
        Assert.NotEmpty(LoadProgram.Root().Parse(line).Errors);

    [Theory]
    [InlineData("250ms", 250)]
    [InlineData("30s", 30_000)]
    [InlineData("30", 30_000)]
    [InlineData("10m", 600_000)]
    [InlineData("1h", 3_600_000)]
    public void Durations_are_written_as_people_do(string text, int millis)
    {
        Assert.True(Options.TryDuration(text, out var value));
        Assert.Equal(TimeSpan.FromMilliseconds(millis), value);
    }

    [Fact]
    public void A_token_mix_keeps_its_proportions()
    {
        var mix = TokenMix.Parse("ok=90,declined=10");
        var declined = 0;
        for (var number = 0; number < 10_000; number++)
        {
            var dice = new SeededRandom(7, number);
            if (mix.Pick(ref dice) == "tok_declined")
                declined++;
        }
        Assert.InRange(declined, 900, 1_100);
    }

    [Fact]
    public void A_reported_command_line_hides_the_password()
    {
        var told = LoadCommand.HideSecrets("Host=db;Username=pos;Password=hunter2");
        Assert.DoesNotContain("hunter2", told, StringComparison.Ordinal);
        Assert.Contains("db", told, StringComparison.Ordinal);
    }
}
