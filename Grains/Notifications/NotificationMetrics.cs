using System.Diagnostics.Metrics;
using PosSaga.Refunds;
using PosSaga.Sagas;

namespace PosSaga.Notifications;

internal static class NotificationMetrics
{
    private static readonly Meter Meter = new(SagaMetrics.MeterName);

    private static readonly Counter<long> SentTotal = Meter.CreateCounter<long>("notifications_sent_total");

    public static void Sent(NotificationChannel channel, object about) => SentTotal.Add(
        1, new("channel", channel == NotificationChannel.Email ? "email" : "sms"),
        new("event_type", RefundMetrics.NameOf(about.GetType())));
}
