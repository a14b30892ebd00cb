using System.Diagnostics.Metrics;

namespace PosSaga.Silo.Notifications;

/// <summary>The relay's instruments of the meter PosSaga. Only the process that sends reports the gauges.</summary>
internal static class RelayMetrics
{
    private static readonly Meter Meter = new("PosSaga");

    private static readonly Counter<long> UndeliveredTotal =
        Meter.CreateCounter<long>("notifications_undelivered_total");

    private static readonly Counter<long> UnreachableTotal =
        Meter.CreateCounter<long>("notification_server_unreachable_total");

    private static readonly Counter<long> DeliveredTotal = Meter.CreateCounter<long>("mail_delivered_total");

    private static readonly Counter<long> DeferredTotal = Meter.CreateCounter<long>("mail_deferred_total");

    private static MailServerState? _server;
    private static (long Count, double OldestSeconds)? _waiting;

    static RelayMetrics()
    {
        Meter.CreateObservableGauge("mail_outage_count", Outages);
        Meter.CreateObservableGauge("mail_waiting_count", () => Known(_waiting?.Count));
        Meter.CreateObservableGauge("mail_oldest_waiting_seconds", () => Known(_waiting?.OldestSeconds), "s");
    }

    public static void Undelivered(string reason) =>
        UndeliveredTotal.Add(1, new KeyValuePair<string, object?>("reason", reason));

    public static void Deferred(string reason) =>
        DeferredTotal.Add(1, new KeyValuePair<string, object?>("reason", reason));

    public static void Delivered() => DeliveredTotal.Add(1);

    public static void Unreachable() => UnreachableTotal.Add(1);

    public static void Outage(MailServerState? state) => _server = state;

    public static void Waiting(long count, double oldestSeconds) => _waiting = (count, oldestSeconds);

    /// <summary>Another process sends and reports the gauges.</summary>
    public static void Clear() => (_server, _waiting) = (null, null);

    // 0 for each kind without an outage, so that a firing alert ends.
    private static IEnumerable<Measurement<long>> Outages() => _server is not { } state
        ? []
        : Enum.GetValues<MailServerState>().Where(kind => kind != MailServerState.Up).Select(kind =>
            new Measurement<long>(kind == state ? 1 : 0, new KeyValuePair<string, object?>("state", LabelOf(kind))));

    private static string LabelOf(MailServerState state) => state switch
    {
        MailServerState.AccountRefused => "account-refused",
        MailServerState.TlsRefused     => "tls-refused",
        _                              => "away",
    };

    private static IEnumerable<Measurement<T>> Known<T>(T? value) where T : struct =>
        value is { } known ? [new Measurement<T>(known)] : [];
}
