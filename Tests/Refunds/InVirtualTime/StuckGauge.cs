using System.Diagnostics.Metrics;

namespace PosSaga.Tests.Refunds;

/// <summary>Refunds that stand still, as this test's watchdog counts them and not those of tests that run at the same
/// time.</summary>
internal sealed class StuckGauge : IDisposable
{
    private readonly AsyncLocal<bool> _here = new() { Value = true };
    private readonly MeterListener _listener = new();

    public StuckGauge()
    {
        _listener.InstrumentPublished = static (instrument, listener) =>
        {
            if (instrument.Name == "refunds_stuck_count")
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((_, value, _, _) => Last = _here.Value ? value : Last);
        _listener.Start();
    }

    public long? Last { get; private set; }

    public void Dispose() => _listener.Dispose();
}
