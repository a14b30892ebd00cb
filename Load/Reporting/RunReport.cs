using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using PosSaga.Load.Books;
using PosSaga.Load.Measuring;

namespace PosSaga.Load.Reporting;

/// <summary>What a run came to; the same facts as text for people and as JSON for machines.</summary>
internal sealed record RunReport
{
    private static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        // Into a file, not into a page: keep the plus signs and braces readable.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public required string Command { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>What is counted per second: orders, sagas, reservations.</summary>
    public required string Unit { get; init; }

    public required double MeasuredSeconds { get; init; }

    public required long Completed { get; init; }

    public double PerSecond => MeasuredSeconds > 0 ? Math.Round(Completed / MeasuredSeconds, 1) : 0;

    public required IReadOnlyDictionary<string, Latency> Latencies { get; init; }

    public IReadOnlyDictionary<string, long> Outcomes { get; init; } = new Dictionary<string, long>();

    /// <summary>Further figures of the run, by name, in their own words.</summary>
    public IReadOnlyDictionary<string, string> Notes { get; init; } = new Dictionary<string, string>();

    public AuditResult? Books { get; init; }

    public ProcessFacts? System { get; init; }

    public required MachineFacts Machine { get; init; }

    public required IReadOnlyDictionary<string, string> Database { get; init; }

    public static IReadOnlyDictionary<string, Latency> LatenciesOf(Recorder recorder) =>
        recorder.Kinds.ToDictionary(k => k.Key, k => Latency.Of(k.Value));

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
