using System.Globalization;
using System.Text;

namespace PosSaga.Load;

/// <summary>Comparisons as text.</summary>
internal static class ComparisonText
{
    private const int NameWidth = 42;
    private const int ValueWidth = 28;
    private const int RatioWidth = 24;

    /// <summary>One scenario: a line per figure.</summary>
    public static string Of(ScenarioComparison comparison, double limit)
    {
        var text = new StringBuilder().AppendLine();
        text.AppendLine($"{comparison.Scenario.Name}: {comparison.Scenario.What}");
        text.AppendLine($"Load {comparison.Scenario.Command(comparison.Sizes)}");
        Line(text, "median (min–max)", "old", "new", "new/old, of pairs", "verdict");
        foreach (var figure in comparison.Figures)
            Line(text, figure.Figure.Name, Values(figure.Old), Values(figure.New), Ratio(figure.Ratio),
                Verdict(figure, limit));
        text.AppendLine(Books(comparison));
        return text.ToString();
    }

    /// <summary>Where it was measured, and what.</summary>
    public static string Foot(ScenarioComparison comparison)
    {
        var (old, @new) = (comparison.Old[0].Report, comparison.New[0].Report);
        var machine = @new.Machine;
        var database = @new.Database.Select(s => s.Key == "database" ? s.Value : $"{s.Key}={s.Value}");
        return new StringBuilder()
            .AppendLine()
            .AppendLine($"old      {BuildOf(old)}")
            .AppendLine($"new      {BuildOf(@new)}")
            .AppendLine(CultureInfo.InvariantCulture,
                $"machine  {machine.Cpu}, {machine.Cores} cores, {machine.OperatingSystem}")
            .AppendLine($"database {string.Join(", ", database)}")
            .ToString();
    }

    /// <summary>The last line: whether anything is over the limit.</summary>
    public static string Conclusion(IReadOnlyList<ScenarioComparison> all, double limit)
    {
        var over = all
            .SelectMany(c => c.Figures.Where(f => f.IsOver(limit)).Select(f => (c.Scenario, Figure: f)))
            .Select(f => string.Create(CultureInfo.InvariantCulture,
                $"{f.Scenario.Name}: {f.Figure.Figure.Name} × {f.Figure.Ratio.Median:0.000}"))
            .ToList();
        return over.Count == 0
            ? string.Create(CultureInfo.InvariantCulture, $"Nothing is worse than the limit of {limit:0.00#}.")
            : string.Create(CultureInfo.InvariantCulture, $"Worse than the limit of {limit:0.00#}: ")
                + string.Join("; ", over);
    }

    internal static string Verdict(Comparison figure, double limit)
    {
        if (!figure.Figure.IsJudged)
            return "not judged";
        return figure.IsOver(limit)
            ? string.Create(
                CultureInfo.InvariantCulture, $"WORSE in {figure.PairsOver(limit)} of {figure.Old.Count} pairs")
            : "ok";
    }

    private static string Books(ScenarioComparison comparison)
    {
        var runs = comparison.Old.Concat(comparison.New).Select(r => r.Report.Books).ToList();
        return runs.All(books => books is null)
            ? $"books: none in this scenario; each of {runs.Count} runs checked its own count"
            : string.Create(CultureInfo.InvariantCulture,
                $"books: balanced in each of {runs.Count} runs, {runs.Sum(books => books?.Orders ?? 0)} orders");
    }

    private static void Line(StringBuilder text, string name, string old, string @new, string ratio, string verdict) =>
        text.AppendLine(string.Concat(
            name.PadRight(NameWidth), old.PadRight(ValueWidth), @new.PadRight(ValueWidth), ratio.PadRight(RatioWidth),
            verdict));

    private static string Values(IReadOnlyList<double> values)
    {
        var spread = Spread.Of(values);
        return $"{Value(spread.Median)} ({Value(spread.Min)}–{Value(spread.Max)})";
    }

    private static string Value(double value) =>
        value.ToString(value >= 100 ? "0" : value >= 10 ? "0.0" : "0.00", CultureInfo.InvariantCulture);

    private static string Ratio(Spread ratio) => string.Create(
        CultureInfo.InvariantCulture, $"{ratio.Median:0.000} ({ratio.Min:0.000}–{ratio.Max:0.000})");

    private static string BuildOf(ChildReport report) =>
        $"commit {report.Machine.Commit ?? "unknown"}, {report.Machine.Runtime}, {report.Machine.Build}";
}
