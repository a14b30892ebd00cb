using System.Collections.Frozen;
using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace PosSaga.Sagas;

/// <summary>The saga's metrics, under the names that the operators know. Labels are step names, states and stable
/// codes: never an id.</summary>
internal static class SagaMetrics
{
    public const string MeterName = "PosSaga";

    private static readonly Meter Meter = new(MeterName);

    private static readonly Counter<long> StartedTotal = Meter.CreateCounter<long>("saga_started_total");
    private static readonly Counter<long> CompletedTotal = Meter.CreateCounter<long>("saga_completed_total");
    private static readonly Counter<long> CompensationTotal = Meter.CreateCounter<long>("saga_compensation_total");
    private static readonly Counter<long> ErrorsTotal = Meter.CreateCounter<long>("saga_errors_total");
    private static readonly Histogram<double> Duration = Meter.CreateHistogram<double>("saga_duration_seconds", "s");
    private static readonly Histogram<double> StepDuration = Meter.CreateHistogram<double>(
        "saga_step_duration_seconds", "s");

    /// <summary>Sagas that are at work in this process.</summary>
    public static readonly UpDownCounter<long> Active = Meter.CreateUpDownCounter<long>("saga_active_count");

    // Enum.ToString on the hot path would look the name up each time.
    private static readonly FrozenDictionary<SagaStep, string> Names =
        Enum.GetValues<SagaStep>().ToFrozenDictionary(step => step, step => step.ToString());

    public static void Started() => StartedTotal.Add(1);

    public static void Ended(SagaProgress saga)
    {
        var status = new KeyValuePair<string, object?>(
            "status", saga.State == SagaState.Completed ? "completed" : "failed");
        CompletedTotal.Add(1, status);
        Duration.Record((saga.UpdatedAt - saga.CreatedAt).TotalSeconds, status);
    }

    /// <param name="span">Of the step, where somebody listens.</param>
    public static void Step(SagaStep? step, StepResult? result, TimeSpan took, Activity? span)
    {
        var status = StatusOf(result);
        StepDuration.Record(took.TotalSeconds, new("step", NameOf(step)), new("status", status));
        span?.SetTag("possaga.status", status);
    }

    public static void Undone(SagaStep step, SagaProgress saga) => CompensationTotal.Add(
        1, new("step", Names[step]), new("reason", saga.Failure?.Reason ?? "none"));

    public static void Error(SagaStep? step, string errorType) => Error(NameOf(step), errorType);

    public static void Error(string step, string errorType) => ErrorsTotal.Add(
        1, new("step", step), new("error_type", errorType));

    private static string NameOf(SagaStep? step) => step is { } some ? Names[some] : "none";

    private static string StatusOf(StepResult? result) => result switch
    {
        null or StepResult.Unknown or StepResult.NotFound => "unknown",
        StepResult.Refused => "refused",
        StepResult.UnexpectedResponse => "nonsense",
        _ => "done",
    };
}
