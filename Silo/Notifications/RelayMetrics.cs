using System.Diagnostics.Metrics;

namespace PosSaga.Silo.Notifications;

/// <summary>The relay's share of the meter PosSaga.</summary>
internal static class RelayMetrics
{
    private static readonly Meter Meter = new("PosSaga");

    private static readonly Counter<long> UndeliveredTotal =
        Meter.CreateCounter<long>("notifications_undelivered_total");

    private static readonly Counter<long> UnreachableTotal =
        Meter.CreateCounter<long>("notification_server_unreachable_total");

    public static void Undelivered(string? reason) =>
        UndeliveredTotal.Add(1, new KeyValuePair<string, object?>("reason", reason ?? "none"));

    public static void Unreachable() => UnreachableTotal.Add(1);
}
