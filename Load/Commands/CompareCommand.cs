using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace PosSaga.Load;

/// <summary><c>compare</c>: is anything slower than it was?</summary>
internal static class CompareCommand
{
    private const int UsualRuns = 5;
    private const int QuickRuns = 3;

    private static readonly Option<string> Old = new("--old")
    {
        Description = "The build to compare with: a built checkout, or a folder of published outputs.",
        Required = true,
    };

    private static readonly Option<string?> New = new("--new")
    {
        Description = "The build to judge; this one when not given.",
    };

    private static readonly Option<string?> Journal = new("--journal")
    {
        Description = "A PostgreSQL server (Host=…) on which databases may be created and dropped; when not given, "
            + "one is started from the installed binaries and removed at the end.",
    };

    private static readonly Option<int> Runs = Options.Number(
        "--runs", $"Counted runs of each build; {QuickRuns} with --quick.", UsualRuns, 1, 99);

    private static readonly Option<int> Sagas = Options.Number(
        "--sagas", "Order sagas per run.", Sizes.Usual.Sagas, 1, 1_000_000);

    private static readonly Option<int> Refunds = Options.Number(
        "--refunds", "Refunds per run.", Sizes.Usual.Refunds, 1, 1_000_000);

    private static readonly Option<int> Reservations = Options.Number(
        "--reservations", "Reservations per run.", Sizes.Usual.Reservations, 1, 600_000);

    private static readonly Option<int> Appends = Options.Number(
        "--appends", "Raw appends per run.", Sizes.Usual.Appends, 1, 10_000_000);

    private static readonly Option<TimeSpan> Duration = Options.Duration(
        "--duration", "How long each run of a scenario that is measured by time takes.", Sizes.Usual.Duration);

    private static readonly Option<TimeSpan> Warmup = Options.Duration(
        "--warmup", "Load before that in the same process.", Sizes.Usual.Warmup);

    private static readonly Option<bool> Quick = new("--quick")
    {
        Description = "Small sizes and fewer runs, where these are not given: shows that it runs, not five percent.",
    };

    private static readonly Option<IReadOnlyList<Scenario>> Scenarios = ScenarioList();
    private static readonly Option<double> Limit = Ratio();

    public static Command Define() => LoadCommand.Define(
        "compare",
        "Compares two builds: each runs its own Load (and its own ApiFrontend), in turn, each time on a fresh "
        + "database, and checks its books. Exit code 0: nothing is worse than the limit; 1: a run failed or its books "
        + "do not balance; 2: it could not be compared; 3: something is worse than the limit.",
        (parsed, cancellation) => CompareRun.Run(Read(parsed), cancellation), Old, New, Scenarios, Runs, Limit, Journal,
        Quick, Sagas, Refunds, Reservations, Appends, Duration, Warmup);

    public static CompareSettings Read(ParseResult parsed)
    {
        var quick = parsed.GetValue(Quick);
        var usual = quick ? Sizes.Quick : Sizes.Usual;
        return new CompareSettings(
            parsed.GetRequiredValue(Old), parsed.GetValue(New), parsed.GetRequiredValue(Scenarios),
            parsed.Given(Runs) ?? (quick ? QuickRuns : UsualRuns), parsed.GetRequiredValue(Limit),
            parsed.GetValue(Journal),
            new Sizes(
                parsed.Given(Sagas) ?? usual.Sagas, parsed.Given(Refunds) ?? usual.Refunds,
                parsed.Given(Reservations) ?? usual.Reservations, parsed.Given(Appends) ?? usual.Appends,
                parsed.Given(Duration) ?? usual.Duration, parsed.Given(Warmup) ?? usual.Warmup));
    }

    // Null when the option was not given: --quick has other defaults.
    private static T? Given<T>(this ParseResult parsed, Option<T> option) where T : struct =>
        parsed.GetResult(option) is { Implicit: false } ? parsed.GetRequiredValue(option) : null;

    private static Option<IReadOnlyList<Scenario>> ScenarioList()
    {
        var option = new Option<IReadOnlyList<Scenario>>("--scenarios")
        {
            Description = $"Separated by commas: {Scenario.Names}. When not given: {string.Join(',', Scenario.Main)}.",
            DefaultValueFactory = _ => [.. Scenario.Main.Select(name => Scenario.Named(name)!)],
        };
        option.CustomParser = result =>
        {
            var names = Options.Text(result).Split(',');
            var unknown = names.Where(name => Scenario.Named(name) is null).ToList();
            if (unknown.Count == 0)
                return [.. names.Distinct().Select(name => Scenario.Named(name)!)];
            result.AddError($"There is no scenario '{string.Join("', '", unknown)}'. There are: {Scenario.Names}.");
            return [];
        };
        return option;
    }

    private static Option<double> Ratio()
    {
        var option = new Option<double>("--limit")
        {
            Description = "How many times worse the median of the pairs may be.",
            DefaultValueFactory = _ => 1.05,
        };
        option.CustomParser = result =>
        {
            if (double.TryParse(
                    Options.Text(result), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value)
                && value is >= 1 and <= 100)
                return value;
            result.AddError($"--limit takes a ratio from 1 to 100, such as 1.05, not '{Options.Text(result)}'.");
            return default;
        };
        return option;
    }
}
