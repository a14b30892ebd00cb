using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Reflection;
using PosSaga.Journal;
using PosSaga.Sagas;
using PosSaga.Streams;

namespace PosSaga.Refunds;

/// <summary>The refund's metrics, under the names that the operators know. Labels are event and part names: never an
/// id.</summary>
internal static class RefundMetrics
{
    private static readonly Meter Meter = new(SagaMetrics.MeterName);

    private static readonly Counter<long> Processed = Meter.CreateCounter<long>("saga_events_processed_total");
    private static readonly Counter<long> Calculated = Meter.CreateCounter<long>("refunds_calculated_total");

    /// <summary>Refunds that end without a payment: rejected, released, refused by the gateway.</summary>
    private static readonly Counter<long> Cancelled = Meter.CreateCounter<long>("refunds_cancelled_total");

    private static readonly Counter<long> Retried = Meter.CreateCounter<long>(
        "refunds_retried_total", description: "Refunds that had failed and were attempted anew.");

    private static readonly Counter<long> TooLate = Meter.CreateCounter<long>(
        "refunds_paid_too_late_total", description: "Attempts that the gateway paid after they had been given up.");

    private static readonly Counter<long> Restorations = Meter.CreateCounter<long>("stock_restorations_total");

    private static readonly Histogram<double> Duration =
        Meter.CreateHistogram<double>("refund_processing_duration_seconds", "s");

    private static readonly ConcurrentDictionary<Type, string> Names = new();

    /// <param name="answer">True when something followed from the event.</param>
    public static async Task Counted(IncomingEvent cause, Func<IncomingEvent, Task<bool>> answer)
    {
        var status = "failed";
        try
        {
            status = await answer(cause) ? "handled" : "ignored";
        }
        finally
        {
            Processed.Add(1, new("event_type", NameOf(cause.Event.GetType())), new("status", status));
        }
    }

    public static void Moved(RefundPayment before, RefundPayment after)
    {
        if (before.Stage == after.Stage)
            return;
        if (after.Stage == RefundPaymentStage.Reserved)
            Calculated.Add(1);
        else if (after.Stage != RefundPaymentStage.Settled)
            Cancelled.Add(1);
    }

    public static void TriedAgain() => Retried.Add(1);

    public static void PaidTooLate() => TooLate.Add(1);

    /// <param name="products">Of which something came back.</param>
    public static void Restocked(int products) => Restorations.Add(products);

    public static void Ended(Refund refund) => Duration.Record(
        (refund.EndedAt - refund.RequestedAt).TotalSeconds,
        new KeyValuePair<string, object?>("status", refund.Status == RefundStatus.Completed ? "completed" : "failed"));

    public static void Error(string part, Exception error) => SagaMetrics.Error(part, error.GetType().Name);

    /// <summary>The event's stored name.</summary>
    public static string NameOf(Type type) => Names.GetOrAdd(
        type, static type => type.GetCustomAttribute<StoredAsAttribute>()?.Name ?? type.Name);
}
