using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace PosSaga.Load;

/// <summary>The report that a run of <c>Load</c> wrote with <c>--json</c>, as far as it is compared. Every build since
/// 6f21a1f writes it.</summary>
internal sealed partial record ChildReport
{
    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    public required string Unit { get; init; }
    public required double MeasuredSeconds { get; init; }
    public required long Completed { get; init; }
    public required IReadOnlyDictionary<string, ChildLatency> Latencies { get; init; }
    public required IReadOnlyDictionary<string, string> Notes { get; init; }
    public required ChildMachine Machine { get; init; }
    public required IReadOnlyDictionary<string, string> Database { get; init; }
    public ChildBooks? Books { get; init; }

    public static ChildReport Parse(string json)
    {
        try
        {
            return JsonSerializer.Deserialize<ChildReport>(json, Json)
                ?? throw new SystemNotUsableException("A report of Load is empty.");
        }
        catch (JsonException e)
        {
            throw new SystemNotUsableException($"A report of Load cannot be read: {e.Message}");
        }
    }

    /// <summary>Throughput, latencies of these kinds, and processor time and allocations where the report has
    /// them.</summary>
    public IEnumerable<Reading> Readings(IEnumerable<string> kinds)
    {
        yield return new(new($"{Unit} per second", HigherIsBetter: true), Completed / MeasuredSeconds);
        foreach (var kind in kinds)
        {
            if (!Latencies.TryGetValue(kind, out var latency))
                throw new SystemNotUsableException(
                    $"The report has no '{kind}', but {string.Join(", ", Latencies.Keys.Select(k => $"'{k}'"))}.");
            yield return new(new($"{kind}, p50 ms"), latency.P50Ms);
            yield return new(new($"{kind}, p95 ms"), latency.P95Ms);
            yield return new(new($"{kind}, p99 ms", IsJudged: false), latency.P99Ms);
        }
        if (Cost().Match(Notes.GetValueOrDefault("cost", "")) is not { Success: true } cost)
            yield break;
        yield return new(new("processor each, µs"), Number(cost, "micros"));
        yield return new(new("allocated each, kB"), Number(cost, "kilobytes"));
    }

    private static double Number(Match match, string group) =>
        double.Parse(match.Groups[group].ValueSpan, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^(?<micros>[0-9.]+) µs of processor, (?<kilobytes>[0-9.]+) kB allocated each")]
    private static partial Regex Cost();
}

internal sealed record ChildLatency(double P50Ms, double P95Ms, double P99Ms);

internal sealed record ChildMachine(
    string Cpu, int Cores, string OperatingSystem, string Runtime, string Build, string? Commit);

/// <param name="Orders">All that the run placed, the warm-up's included.</param>
internal sealed record ChildBooks(int Orders, bool Balances);
