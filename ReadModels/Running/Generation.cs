using System.Data.Common;
using PosSaga.Journal;

namespace PosSaga.ReadModels;

/// <summary>The outcome of folding or committing a batch.</summary>
internal abstract record Applied
{
    /// <summary>Folded or committed, or nothing to do.</summary>
    public sealed record Done : Applied;

    /// <summary>Another process moved the checkpoint: what is in memory is out of date.</summary>
    public sealed record Conflict : Applied;

    /// <summary>This event cannot be folded; nothing of the batch was written.</summary>
    public sealed record Poisoned(RecordedEvent Event, Exception Error) : Applied;
}

/// <summary>One generation of a model's tables, and its position in each partition. Not safe for concurrent
/// use.</summary>
/// <remarks><see cref="Fold"/> folds a batch in memory, <see cref="Pending"/> gives it to the transaction that several
/// models share, and <see cref="Committed"/> or <see cref="Reset"/> ends it.</remarks>
internal sealed class Generation(
    Projection projection, int number, long[] positions, IReadStore store, IEventCodec codec, Erasures erasures,
    TimeProvider clock)
{
    private const int ErasedPerQuery = 500;

    // A model without changes advances in memory; its stored checkpoint follows at most so much later.
    public static readonly TimeSpan CheckpointDelayMax = TimeSpan.FromMilliseconds(200);

    private readonly Fold _fold = projection.NewFold(codec);
    private readonly List<RecordedEvent> _batch = [];
    private readonly long[] _folded = [.. positions];
    private List<Changes> _changes = [];
    private string _stored = ReadModels.Positions.Text(positions);
    private string _storing = "";
    private long _storedAt = clock.GetTimestamp();
    private bool _storeNow;
    private long _foldedSince;
    private int _erased;
    private int _erasing;

    public int Number => number;

    /// <summary>Per partition: everything up to here is in the tables.</summary>
    public long[] Positions { get; } = [.. positions];

    /// <summary>The checkpoint is stored, and every erased subject is out of the rows.</summary>
    public bool IsUpToDate => ReadModels.Positions.Text(Positions) == _stored && !HasToErase;

    public bool HoldsPersonalData => _fold.HoldsPersonalData;

    private bool HasToErase => _fold.HoldsPersonalData && _erased < erasures.Count;

    /// <summary>Folds and commits events in a transaction of their own; see <see cref="Fold"/>.</summary>
    public async Task<Applied> Apply(
        IReadOnlyList<RecordedEvent> events, long[] to, CancellationToken cancellation)
    {
        var folded = await Fold(events, to, cancellation);
        if (folded is not Applied.Done)
            return folded;
        var committed = false;
        try
        {
            committed = Pending() is not { } batch || await store.Commit([batch], cancellation);
        }
        finally
        {
            if (committed)
                Committed();
            else
                Reset();
        }
        return committed ? folded : new Applied.Conflict();
    }

    /// <summary>Brings the stored checkpoint to <see cref="Positions"/>.</summary>
    public Task<Applied> StoreCheckpoint(CancellationToken cancellation)
    {
        _storeNow = true;
        return Apply([], Positions, cancellation);
    }

    /// <summary>Folds the events beyond <see cref="Positions"/>, up to <paramref name="to"/>.</summary>
    /// <param name="to">Per partition; at or below its position for a partition that is to stay there.</param>
    public async Task<Applied> Fold(IReadOnlyList<RecordedEvent> events, long[] to, CancellationToken cancellation)
    {
        _foldedSince = clock.GetTimestamp();
        Select(events, to);
        try
        {
            await Erase(cancellation);
            await _fold.Load(store, number, cancellation);
            if (_fold.HoldsPersonalData)
                await codec.Prepare(_batch.Select(e => e.Data), cancellation);
            foreach (var e in _batch)
            {
                if (await ErrorOf(e, cancellation) is not { } error)
                    continue;
                Reset();
                return new Applied.Poisoned(e, error);
            }
        }
        catch
        {
            Reset();
            throw;
        }
        _changes = _fold.Changes();
        return new Applied.Done();
    }

    /// <summary>The batch to commit; null when nothing has to be written yet.</summary>
    public Batch? Pending()
    {
        _storing = _stored;
        if (_changes.Count == 0 && !_storeNow && clock.GetElapsedTime(_storedAt) <= CheckpointDelayMax)
            return null;
        _storeNow = false;
        _storing = ReadModels.Positions.Text(_folded);
        return _storing == _stored && _changes.Count == 0
            ? null
            : new Batch(projection.Name, number, _stored, _storing, _changes);
    }

    /// <summary>The pending batch is in the tables, or there was nothing to write.</summary>
    public void Committed()
    {
        if (_storing != _stored)
            (_stored, _storedAt) = (_storing, clock.GetTimestamp());
        _folded.CopyTo(Positions, 0);
        _erased = _erasing;
        _fold.Committed();
        ReadModelMetrics.Applied(projection.Name, _batch, _changes, clock.GetElapsedTime(_foldedSince));
        _changes = [];
    }

    /// <summary>The pending batch is not in the tables, or nobody knows: drops what is in memory.</summary>
    public void Reset() => _fold.Reset();

    private void Select(IReadOnlyList<RecordedEvent> events, long[] to)
    {
        _batch.Clear();
        for (var partition = 0; partition < Positions.Length; partition++)
            _folded[partition] = Math.Max(Positions[partition], to[partition]);
        foreach (var e in events)
        {
            if (e.Position <= Positions[e.Partition] || e.Position > to[e.Partition] || !_fold.Handles(e.Type))
                continue;
            _fold.Request(e);
            _batch.Add(e);
        }
    }

    // An outage says nothing about the event; every other exception does, and stops its partition, which is logged.
    private async ValueTask<Exception?> ErrorOf(RecordedEvent e, CancellationToken cancellation)
    {
        try
        {
            await _fold.Apply(e, cancellation);
            return null;
        }
        catch (Exception error)
            when (error is not (JournalUnavailableException or DbException or OperationCanceledException))
        {
            return error;
        }
    }

    private async Task Erase(CancellationToken cancellation)
    {
        _erasing = _erased;
        if (!HasToErase)
            return;
        var subjects = erasures.Since(_erased);
        foreach (var some in subjects.Chunk(ErasedPerQuery))
            await _fold.Erase(some, store, number, cancellation);
        _erasing += subjects.Count;
    }
}
