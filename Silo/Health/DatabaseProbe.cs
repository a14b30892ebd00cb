using System.Diagnostics.Metrics;
using Microsoft.Extensions.Hosting;
using PosSaga.Silo.Hosting;

namespace PosSaga.Silo.Health;

/// <summary>Asks the database every few seconds, whether requests come or not, and says in <c>database_up</c> whether
/// it answers: an alert must not wait for somebody to order something.</summary>
internal sealed class DatabaseProbe(JournalCheck journal, StartupProgress startup, TimeProvider clock)
    : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            // Before the tables are there nobody can say more than the readiness does.
            if (startup.IsOver)
                DatabaseMetrics.IsUp = await journal.Answers();
            await Task.Delay(Period, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        DatabaseMetrics.IsUp = null;
    }
}

internal static class DatabaseMetrics
{
    private static readonly Meter Meter = new("PosSaga");

    static DatabaseMetrics() => Meter.CreateObservableGauge("database_up", Measure);

    /// <summary>Null: not known.</summary>
    public static bool? IsUp { get; set; }

    private static IEnumerable<Measurement<int>> Measure() => IsUp is { } up ? [new(up ? 1 : 0)] : [];
}
