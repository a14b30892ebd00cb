using Microsoft.Extensions.Logging;

namespace PosSaga.Journal.Providers;

/// <summary>How far it is, and how it ends.</summary>
internal sealed partial class StreamPartition
{
    private readonly TaskCompletionSource _abandoned = new();
    private readonly TaskCompletionSource _idle = new();
    private Task _saving = Task.CompletedTask;
    private Task? _left;
    private long _saved;
    private long _savedAt;
    private long _doneElsewhere;
    private int _underWay;

    /// <summary>Completes when whoever still waits for a delivery may stop.</summary>
    public Task Abandoned => _abandoned.Task;

    /// <summary>A checkpoint may stand here: everything below was handled or put aside.</summary>
    public long DoneTo
    {
        get
        {
            lock (_lock)
                return Math.Max(_watermark.Position, _doneElsewhere);
        }
    }

    public bool IsDue
    {
        get
        {
            lock (_lock)
                return _isStarted && !_isClosed && _parts.Clock.GetElapsedTime(_savedAt)
                    >= (_isBusy ? _parts.Options.CheckpointEvery : _parts.Options.IdleCheckpointEvery);
        }
    }

    /// <summary>Another process delivers this partition as well, and said that this is done.</summary>
    public bool IsDoneElsewhere(JournalBatch batch) => batch.Item.Position <= Volatile.Read(ref _doneElsewhere);

    /// <returns>False when nothing more is to be begun.</returns>
    public bool Begin()
    {
        lock (_lock)
        {
            _underWay += _isClosed ? 0 : 1;
            return !_isClosed;
        }
    }

    public void End()
    {
        lock (_lock)
        {
            _underWay--;
            if (_isClosed && _underWay == 0)
                _idle.TrySetResult();
        }
    }

    /// <summary>Stores the checkpoint, by compare-and-set: wherever it stands, everything below was handled or put
    /// aside by somebody.</summary>
    public Task Save(CancellationToken cancellation)
    {
        lock (_lock)
            return _saving = SaveAfter(_saving, cancellation);
    }

    /// <summary>Gives the partition back: nothing more is begun, what is under way has a moment to end, the checkpoint
    /// is stored. The same for all of its queues.</summary>
    public Task Leave()
    {
        lock (_lock)
            return _left ??= LeaveNow();
    }

    private async Task LeaveNow()
    {
        // Not under the lock of the caller.
        await Task.Yield();
        EventDelivery[] waiting;
        lock (_lock)
        {
            _isClosed = true;
            waiting = [.. _waiting];
            if (_underWay == 0)
                _idle.TrySetResult();
        }
        foreach (var delivery in waiting)
            delivery.EndPause();
        Gate.Open();
        _parts.Keeper.Signal();
        await WakeUp.Wait(_idle.Task, _parts.Options.StopPatience, _parts.Clock, CancellationToken.None);
        if (!_idle.Task.IsCompleted)
            _parts.Log.LogWarning(
                "{Count} events of partition {Partition} are still being delivered; they will be delivered again",
                _underWay, Number);
        _abandoned.SetResult();
        if (!_isStarted)
            return;
        try
        {
            await Save(CancellationToken.None).WaitAsync(_parts.Options.StopPatience, _parts.Clock);
        }
        catch (Exception error) when (error is JournalUnavailableException or TimeoutException)
        {
            _parts.Log.LogWarning(
                error, "The last checkpoint of partition {Partition} was not stored: some events will be delivered again",
                Number);
        }
    }

    private async Task SaveAfter(Task before, CancellationToken cancellation)
    {
        await before.ConfigureAwait(
            ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        var (done, readTo) = (DoneTo, ReadTo);
        if (done > _saved && !await _parts.Checkpoints.Move(Name, _saved, done, cancellation))
            done = await Refused(done, cancellation);
        lock (_lock)
            (_saved, _savedAt, _isBusy) = (done, _parts.Clock.GetTimestamp(), _pending > 0 || ReadTo > readTo);
    }

    // Somebody else moved it, or we ourselves with an answer that was lost. What a second process says is done need not
    // be delivered from here; but what it has put aside must be known before what comes behind that is.
    private async Task<long> Refused(long done, CancellationToken cancellation)
    {
        var stored = await _parts.Checkpoints.Get(Name, cancellation);
        if (stored <= done)
            return stored;
        await _parts.Blocked.Load(cancellation);
        _parts.Log.LogWarning(
            "Another process delivers partition {Partition} as well, and is at {Stored} while {Done} is done here",
            Number, stored, done);
        lock (_lock)
        {
            Volatile.Write(ref _doneElsewhere, stored);
            ReadTo = Math.Max(ReadTo, stored);
            _watermark.ReadTo(stored);
        }
        return stored;
    }
}
