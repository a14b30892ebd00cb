using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using PosSaga.Journal;

namespace PosSaga.Silo.Watchdog;

/// <summary>Signs how far the history goes, hands that to a place of its own, and verifies the whole of it from time to
/// time; in one process, by a lease.</summary>
public sealed class HistorySweep(
    HistoryOptions history, ISignedHeads heads, IJournalVerifier verifier, ICheckpoints checkpoints, ILeases leases,
    WatchdogOptions options, TimeProvider clock, ILogger<HistorySweep> log)
    : RecoverySweep("history", history.SignEvery, leases, options, clock, log)
{
    // Seconds since the epoch of the last verification that found nothing, so that a restart does not begin anew.
    private const string Verified = "history-verified";

    private readonly TimeProvider _clock = clock;
    private readonly HeadsFile? _file = history.HeadsFile is { Length: > 0 } path ? new(path, heads) : null;

    protected override async Task Sweep(CancellationToken cancellation)
    {
        try
        {
            await heads.Sign(cancellation);
            HistoryMetrics.Signed(_clock.GetUtcNow());
            await Verify(cancellation);
        }
        catch (JournalCorruptException broken)
        {
            HistoryMetrics.Broken();
            log.LogCritical("The history is not what was written: {What}", broken.Message);
        }
        if (_file is not null)
            await _file.CatchUp(cancellation);
    }

    protected override void StandBy() => HistoryMetrics.StandBy();

    private async Task Verify(CancellationToken cancellation)
    {
        var (then, now) = (await checkpoints.Get(Verified, cancellation), _clock.GetUtcNow().ToUnixTimeSeconds());
        HistoryMetrics.Verified(then);
        if (history.VerifyEvery == TimeSpan.Zero || now - then < history.VerifyEvery.TotalSeconds)
            return;
        var report = await verifier.Verify(cancellation);
        if (!report.Ok)
            throw new JournalCorruptException(report.FirstBroken!);
        await checkpoints.Move(Verified, then, now, cancellation);
        HistoryMetrics.Verified(now);
        log.LogInformation(
            "Verified: {Events} events of {Streams} streams, signed up to {Position}", report.Events, report.Streams,
            report.SignedUpTo);
    }
}

/// <summary>Told by the process that holds the lease; the others say nothing.</summary>
internal static class HistoryMetrics
{
    private static readonly Meter Meter = new("PosSaga");
    private static readonly Counter<long> BrokenTotal = Meter.CreateCounter<long>("journal_broken_total");
    private static double? _signed;
    private static double? _verified;

    static HistoryMetrics()
    {
        Meter.CreateObservableGauge("journal_signed_timestamp_seconds", () => Told(_signed), "s");
        Meter.CreateObservableGauge("journal_verified_timestamp_seconds", () => Told(_verified), "s");
    }

    public static void Signed(DateTimeOffset at) => _signed = at.ToUnixTimeSeconds();

    public static void Verified(long at) => _verified = at > 0 ? at : null;

    public static void Broken() => BrokenTotal.Add(1);

    public static void StandBy() => (_signed, _verified) = (null, null);

    private static IEnumerable<Measurement<double>> Told(double? value) =>
        value is { } known ? [new Measurement<double>(known)] : [];
}
