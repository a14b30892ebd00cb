using Microsoft.Extensions.Logging;

namespace PosSaga.Journal.Providers;

/// <summary>Its checkpoint, and its release.</summary>
internal sealed partial class StreamPartition
{
    private readonly TaskCompletionSource _abandoned = new();
    private readonly TaskCompletionSource _idle = new();
    private Task _saving = Task.CompletedTask;
    private Task? _released;
    private long _saved;
    private long _savedAt;
    private long _doneElsewhere;
    private int _inFlight;

    /// <summary>Completes when deliveries in flight are no longer waited for.</summary>
    public Task Abandoned => _abandoned.Task;

    /// <summary>Everything up to here was handled or parked.</summary>
    public long DoneTo { get { lock (_lock) return Math.Max(_watermark.Position, _doneElsewhere); } }

    public bool IsCheckpointDue
    {
        get
        {
            lock (_lock)
                return _isStarted && !_isClosed && _services.Clock.GetElapsedTime(_savedAt)
                    >= (_hasNewEvents ? _services.Options.CheckpointEvery : _services.Options.IdleCheckpointEvery);
        }
    }

    /// <summary>Another process delivers this partition as well, and its checkpoint is beyond the event.</summary>
    public bool IsDoneElsewhere(JournalBatch batch) => batch.Item.Position <= Volatile.Read(ref _doneElsewhere);

    /// <returns>False if the partition is closed.</returns>
    public bool TryBegin()
    {
        lock (_lock)
        {
            _inFlight += _isClosed ? 0 : 1;
            return !_isClosed;
        }
    }

    public void End()
    {
        lock (_lock)
        {
            _inFlight--;
            if (_isClosed && _inFlight == 0)
                _idle.TrySetResult();
        }
    }

    /// <summary>Stores the checkpoint by compare-and-set, one call after the other.</summary>
    public Task SaveCheckpoint(CancellationToken cancellation)
    {
        lock (_lock)
            return _saving = SaveAfter(_saving, cancellation);
    }

    /// <summary>Closes the partition, waits a moment for deliveries in flight and stores the checkpoint. Each of its
    /// agents calls it; the first call counts.</summary>
    public Task Release()
    {
        lock (_lock)
            return _released ??= ReleaseNow();
    }

    private async Task ReleaseNow()
    {
        // Leaves the caller's lock.
        await Task.Yield();
        EventDelivery[] waiting;
        lock (_lock)
        {
            _isClosed = true;
            waiting = [.. _waiting];
            if (_inFlight == 0)
                _idle.TrySetResult();
        }
        foreach (var delivery in waiting)
            delivery.EndDelay();
        Limit.Disable();
        _services.CheckpointSignal.Signal();
        await AsyncSignal.Wait(_idle.Task, _services.Options.StopPatience, _services.Clock, CancellationToken.None);
        if (!_idle.Task.IsCompleted)
            _services.Log.LogWarning(
                "{Count} events of partition {Partition} are still being delivered; they will be delivered again",
                _inFlight, Number);
        _abandoned.SetResult();
        if (!_isStarted)
            return;
        try
        {
            await SaveCheckpoint(CancellationToken.None).WaitAsync(_services.Options.StopPatience, _services.Clock);
        }
        catch (Exception error) when (error is JournalUnavailableException or TimeoutException)
        {
            _services.Log.LogWarning(
                error, "The last checkpoint of partition {Partition} was not stored: events will be delivered again",
                Number);
        }
    }

    private async Task SaveAfter(Task before, CancellationToken cancellation)
    {
        await before.ConfigureAwait(
            ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        var (done, readTo) = (DoneTo, ReadTo);
        if (done > _saved && !await _services.Checkpoints.Move(CheckpointName, _saved, done, cancellation))
            done = await ReadForeign(done, cancellation);
        lock (_lock)
            (_saved, _savedAt, _hasNewEvents) = (done, _services.Clock.GetTimestamp(), _pending > 0 || ReadTo > readTo);
    }

    // The checkpoint was moved by another process, or by this one with an answer that was lost. Events below another
    // process's checkpoint need not be delivered here, but what it has parked must be known before later events are.
    private async Task<long> ReadForeign(long done, CancellationToken cancellation)
    {
        var stored = await _services.Checkpoints.Get(CheckpointName, cancellation);
        if (stored <= done)
            return stored;
        await _services.Blocked.Load(cancellation);
        _services.Log.LogWarning(
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
