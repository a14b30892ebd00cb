using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace PosSaga.Load;

/// <summary>The result of a run, as text for people and as JSON for machines.</summary>
/// <param name="Unit">What is counted per second: orders, sagas, reservations.</param>
/// <param name="Notes">Further figures of the run as text, by name.</param>
internal sealed record RunReport(
    string Command, DateTimeOffset At, string Unit, double MeasuredSeconds, long Completed,
    IReadOnlyDictionary<string, Latency> Latencies, IReadOnlyDictionary<string, long> Outcomes,
    IReadOnlyDictionary<string, string> Notes, AuditResult? Books, MachineFacts Machine,
    IReadOnlyDictionary<string, string> Database)
{
    private static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        // Keeps plus signs readable; the file goes into no web page.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public double PerSecond => MeasuredSeconds > 0 ? Math.Round(Completed / MeasuredSeconds, 1) : 0;

    public static RunReport Of(
        string unit, double seconds, long completed, Recorder recorder, IReadOnlyDictionary<string, string> notes,
        AuditResult? books, IReadOnlyDictionary<string, string> database) => new(
        LoadCommand.CommandLine, DateTimeOffset.UtcNow, unit, seconds, completed,
        recorder.Kinds.ToDictionary(k => k.Key, k => Latency.Of(k.Value)),
        recorder.Outcomes.ToDictionary(o => o.Key, o => o.Value), notes, books, MachineFacts.Read(), database);

    public async Task Write(TextWriter screen, FileInfo? json)
    {
        await screen.WriteAsync(ReportText.Of(this));
        if (json is null)
            return;
        await using var file = json.Create();
        await JsonSerializer.SerializeAsync(file, this, Json);
    }
}

/// <summary>One kind of request, in milliseconds.</summary>
internal sealed record Latency(
    long Count, double MeanMs, double P50Ms, double P95Ms, double P99Ms, double P999Ms, double MaxMs)
{
    public static Latency Of(Histogram h) => new(
        h.Count, Math.Round(h.MeanMicros / 1000, 3), Ms(h, 0.5), Ms(h, 0.95), Ms(h, 0.99), Ms(h, 0.999),
        h.MaxMicros / 1000.0);

    private static double Ms(Histogram h, double quantile) => h.QuantileMicros(quantile) / 1000.0;
}

/// <summary>The report as text.</summary>
internal static class ReportText
{
    private const int ImbalancesShown = 50;

    public static string Of(RunReport report)
    {
        var text = new StringBuilder();
        void Line(params FormattableString[] parts) =>
            text.AppendJoin("", parts.Select(part => part.ToString(CultureInfo.InvariantCulture))).AppendLine();

        Line($"");
        Line($"{report.PerSecond:0.0} {report.Unit}/s  ({report.Completed} in {report.MeasuredSeconds:0.0} s)");
        Line($"");
        Line($"{"milliseconds",-36}{"count",9}{"mean",10}{"p50",10}{"p95",10}{"p99",10}{"p99.9",10}{"max",10}");
        foreach (var (kind, l) in report.Latencies)
            Line(
                $"{kind,-36}{l.Count,9}{l.MeanMs,10:0.00}{l.P50Ms,10:0.00}{l.P95Ms,10:0.00}{l.P99Ms,10:0.00}",
                $"{l.P999Ms,10:0.00}{l.MaxMs,10:0.00}");
        if (report.Outcomes.Count > 0)
            Line($"");
        foreach (var (outcome, count) in report.Outcomes)
            Line($"{outcome,-44} {count,9}");
        foreach (var (name, note) in report.Notes)
            Line($"{name,-44} {note}");

        if (report.Books is { } books)
        {
            Line($"");
            Line(
                $"books: {books.Orders} orders: {books.Completed} completed, {books.Failed} failed, ",
                $"{books.NeedOperator} need an operator");
            var ledger = books.GatewayChecked ? "compared" : "not read";
            Line($"books: captured {books.Captured}; the gateway's own ledger was {ledger}");
            if (books.Refunds is { } refunds)
            {
                Line($"books: {refunds.Refunds} refunds: {refunds.Completed} completed, {refunds.Failed} failed");
                Line($"books: {refunds.NeedOperator} refunds need an operator; refunded {refunds.Refunded}");
            }
            foreach (var imbalance in books.Imbalances.Take(ImbalancesShown))
                Line($"  NOT BALANCED {imbalance}");
            if (books.Imbalances.Count > ImbalancesShown)
                Line($"  … and {books.Imbalances.Count - ImbalancesShown} more");
            Line($"books: {(books.Balances ? "balanced" : $"{books.Imbalances.Count} imbalances")}");
        }

        Line($"");
        var m = report.Machine;
        Line($"machine  {m.Cpu}, {m.Cores} cores, {m.MemoryBytes >> 20} MB, {m.OperatingSystem}");
        Line($"runtime  {m.Runtime}, {m.Build}, commit {m.Commit ?? "unknown"}");
        var database = report.Database.Select(s => s.Key == "database" ? s.Value : $"{s.Key}={s.Value}");
        Line($"database {string.Join(", ", database)}");
        Line($"command  {report.Command}");
        Line($"at       {report.At:yyyy-MM-dd HH:mm:ss}Z");
        return text.ToString();
    }
}
