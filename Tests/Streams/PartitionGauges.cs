using System.Diagnostics.Metrics;

namespace PosSaga.Tests.Streams;

/// <summary>Partitions as this test's processes count them, and not those of tests that run at the same time.</summary>
internal sealed class PartitionGauges : IDisposable
{
    private readonly AsyncLocal<bool> _here = new() { Value = true };
    private readonly MeterListener _listener = new();
    private long _held = -1;

    public PartitionGauges()
    {
        _listener.InstrumentPublished = static (instrument, listener) =>
        {
            if (instrument.Name is "stream_partitions" or "journal_partitions")
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, _, _) => Note(instrument.Name, value));
        _listener.Start();
    }

    /// <summary>Said together, the part before the whole.</summary>
    public (long Held, long OfAll)? Last { get; private set; }

    public void Dispose() => _listener.Dispose();

    private void Note(string name, long value)
    {
        if (!_here.Value)
            return;
        if (name == "stream_partitions")
            _held = value;
        else
            Last = (_held, value);
    }
}
