using System.Diagnostics.Metrics;

namespace PosSaga.Journal.Providers;

internal static class ReplayMetrics
{
    private static readonly Meter Meter = new("PosSaga");

    private static readonly Counter<long> Performed = Meter.CreateCounter<long>(
        "replays_performed_total", description: "A state was made again from the events of its stream.");

    /// <param name="events">Read for it; none is no replay.</param>
    public static void Replayed(int events)
    {
        if (events > 0)
            Performed.Add(1);
    }
}
