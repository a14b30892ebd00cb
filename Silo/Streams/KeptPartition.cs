using System.Globalization;
using PosSaga.Journal;
using PosSaga.Silo.Streaming;

namespace PosSaga.Silo.Streams;

/// <summary>A partition that this process delivers, and its checkpoint, which moves by compare-and-set: wherever it
/// stands, everything below was handled or put aside by somebody.</summary>
internal sealed class KeptPartition(
    PartitionLanes lanes, long saved, ICheckpoints checkpoints, StreamOptions options, TimeProvider clock)
{
    private long _saved = saved;
    private long _savedAt = clock.GetTimestamp();
    private bool _isBusy;
    private Task? _ended;
    private long _leavingSince;

    public PartitionLanes Lanes => lanes;

    public string Name { get; } = NameOf(lanes.Partition);

    /// <summary>It is being given up, and what was under way has come to its end, or had time enough.</summary>
    public bool HasLeft => _ended is { IsCompleted: true }
        || (_ended is not null && clock.GetElapsedTime(_leavingSince) >= options.LeaseTerm);

    public bool IsDue
    {
        get
        {
            _isBusy |= lanes.WasBusy();
            return clock.GetElapsedTime(_savedAt)
                >= (_isBusy ? options.CheckpointEvery : options.IdleCheckpointEvery);
        }
    }

    /// <summary>Of its lease and of its checkpoint.</summary>
    public static string NameOf(int partition) => string.Create(CultureInfo.InvariantCulture, $"streams/{partition}");

    /// <summary>Nothing more is begun. Completes when what is under way has come to its end.</summary>
    public Task Close()
    {
        if (_ended is null)
            (_ended, _leavingSince) = (lanes.Close(), clock.GetTimestamp());
        return _ended;
    }

    /// <summary>False when another process is further: it delivers this partition now.</summary>
    public async Task<bool> Save(CancellationToken cancellation)
    {
        var done = lanes.Done;
        if (done > _saved && !await checkpoints.Move(Name, _saved, done, cancellation))
        {
            // Another process, or we ourselves with an answer that was lost.
            _saved = await checkpoints.Get(Name, cancellation);
            return _saved <= done;
        }
        (_saved, _savedAt, _isBusy) = (done, clock.GetTimestamp(), false);
        return true;
    }
}
