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

    private static readonly Option<bool> Quick = new("--quick")
    {
        Description = "Small sizes and fewer runs: shows that it runs, not five percent.",
    };

    private static readonly Option<IReadOnlyList<Scenario>> Scenarios = ScenarioList();
    private static readonly Option<double> Limit = Ratio();

    public static Command Define() => LoadCommand.Define(
        "compare",
        "Compares two builds: each runs its own Load (and its own ApiFrontend), in turn, each time on a fresh "
        + "database, and checks its books. Exit code 0: nothing is worse than the limit; 1: a run failed or its books "
        + "do not balance; 2: it could not be compared; 3: something is worse than the limit.",
        (parsed, cancellation) => CompareRun.Run(Read(parsed), cancellation), Old, New, Scenarios, Runs, Limit, Journal,
        Quick);

    public static CompareSettings Read(ParseResult parsed)
    {
        var quick = parsed.GetValue(Quick);
        // With --quick the number of runs has another default.
        var runs = parsed.GetResult(Runs) is { Implicit: false } || !quick ? parsed.GetRequiredValue(Runs) : QuickRuns;
        return new CompareSettings(
            parsed.GetRequiredValue(Old), parsed.GetValue(New), parsed.GetRequiredValue(Scenarios), runs,
            parsed.GetRequiredValue(Limit), parsed.GetValue(Journal), quick ? Sizes.Quick : Sizes.Usual);
    }

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
