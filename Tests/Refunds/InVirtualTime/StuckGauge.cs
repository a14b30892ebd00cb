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
        _listener.SetMeasurementEventCallback<long>((_, value, _, _) => Note(value));
        _listener.Start();
    }

    public long? Last { get; private set; }

    // A value from elsewhere writes nothing, not even what was there: it may come at the very moment of ours.
    private void Note(long value)
    {
        if (_here.Value)
            Last = value;
    }

    public void Dispose() => _listener.Dispose();
}
