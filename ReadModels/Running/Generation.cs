using System.Data.Common;
using PosSaga.Journal;
using PosSaga.ReadModels.Projections;
using PosSaga.ReadModels.Storage;

namespace PosSaga.ReadModels.Running;

/// <summary>What became of a batch.</summary>
internal abstract record Applied
{
    /// <summary>Folded or committed, or nothing to do.</summary>
    public sealed record Done : Applied;

    /// <summary>Somebody else moved a checkpoint: what is in memory is out of date.</summary>
    public sealed record Overtaken : Applied;

    /// <summary>This event cannot be folded; nothing of the batch was written.</summary>
    public sealed record Poisoned(RecordedEvent Event, Exception Error) : Applied;
}

/// <summary>One generation of a model's tables, and how far it is in each partition. Not safe for concurrent use.</summary>
/// <remarks>A batch is folded in memory, given away as <see cref="Pending"/>, and settled by <see cref="Committed"/> or
/// <see cref="Forget"/>: in between, several models share a transaction.</remarks>
internal sealed class Generation(
    Projection projection, int number, long[] positions, IReadStore store, IEventCodec codec, Erasures erasures,
    TimeProvider clock)
{
    private const int ErasedPerQuery = 500;

    // A model that is not concerned by what happens advances in memory; its checkpoint follows now and then.
    public static readonly TimeSpan UnstoredMax = TimeSpan.FromMilliseconds(200);

    private readonly Fold _fold = projection.NewFold(codec);
    private readonly List<RecordedEvent> _batch = [];
    private readonly long[] _folded = [.. positions];
    private List<Changes> _changes = [];
    private string _stored = Storage.Positions.Text(positions);
    private string _storing = "";
    private long _storedAt = clock.GetTimestamp();
    private bool _storeNow;
    private long _foldedSince;
    private int _erased;
    private int _erasing;

    public int Number => number;

    /// <summary>Per partition: everything up to here is in the tables.</summary>
    public long[] Positions { get; } = [.. positions];

    /// <summary>The checkpoint is stored, and everybody erased is out of the rows.</summary>
    public bool IsSettled => Storage.Positions.Text(Positions) == _stored && !HasToErase;

    public bool HoldsPersonalData => _fold.HoldsPersonalData;

    private bool HasToErase => _fold.HoldsPersonalData && _erased < erasures.Count;

    /// <summary>Folds those events that are beyond <see cref="Positions"/> and not beyond <paramref name="to"/>, and commits
    /// them by themselves.</summary>
    public async Task<Applied> Apply(
        IReadOnlyList<RecordedEvent> events, long[] to, CancellationToken cancellation)
    {
        var folded = await Fold(events, to, cancellation);
        if (folded is not Applied.Done || Pending() is not { } batch)
        {
            if (folded is Applied.Done)
                Committed();
            return folded;
        }
        var committed = false;
        try
        {
            committed = await store.Commit([batch], cancellation);
        }
        finally
        {
            if (!committed)
                Forget();
        }
        if (committed)
            Committed();
        return committed ? folded : new Applied.Overtaken();
    }

    /// <summary>Brings the stored checkpoint to <see cref="Positions"/>.</summary>
    public Task<Applied> StoreCheckpoints(CancellationToken cancellation)
    {
        _storeNow = true;
        return Apply([], Positions, cancellation);
    }

    /// <param name="to">Per partition; at or below the position for a partition that stays where it is.</param>
    public async Task<Applied> Fold(IReadOnlyList<RecordedEvent> events, long[] to, CancellationToken cancellation)
    {
        _foldedSince = clock.GetTimestamp();
        _batch.Clear();
        for (var partition = 0; partition < Positions.Length; partition++)
            _folded[partition] = Math.Max(Positions[partition], to[partition]);
        foreach (var e in events)
            if (e.Position > Positions[e.Partition] && e.Position <= to[e.Partition] && _fold.Concerns(e))
                _batch.Add(e);
        try
        {
            await Erase(cancellation);
            await _fold.Load(store, number, cancellation);
            if (_fold.HoldsPersonalData)
                await codec.Prepare(_batch.Select(e => e.Data), cancellation);
        }
        catch
        {
            _fold.Forget();
            throw;
        }
        foreach (var e in _batch)
        {
            try
            {
                await _fold.Apply(e, cancellation);
            }
            catch (Exception error)
            {
                _fold.Forget();
                // An outage is nobody's fault and passes; everything else is this event's.
                if (error is JournalUnavailableException or DbException or OperationCanceledException)
                    throw;
                return new Applied.Poisoned(e, error);
            }
        }
        _changes = _fold.Changes();
        return new Applied.Done();
    }

    /// <summary>What of the folded batch has to be written; null when nothing has to be yet.</summary>
    public Batch? Pending()
    {
        _storing = _stored;
        if (_changes.Count == 0 && !_storeNow && clock.GetElapsedTime(_storedAt) <= UnstoredMax)
            return null;
        _storeNow = false;
        _storing = Storage.Positions.Text(_folded);
        return _storing == _stored && _changes.Count == 0 ? null : new Batch(projection.Name, number, _stored, _storing, _changes);
    }

    /// <summary>What was pending is in the tables.</summary>
    public void Committed()
    {
        if (_storing != _stored)
            (_stored, _storedAt) = (_storing, clock.GetTimestamp());
        _folded.CopyTo(Positions, 0);
        _erased = _erasing;
        _fold.Written();
        ReadModelMetrics.Applied(projection.Name, _batch, _changes, clock.GetElapsedTime(_foldedSince));
        _changes = [];
    }

    /// <summary>It is not, or nobody knows: what is in memory is true no more.</summary>
    public void Forget() => _fold.Forget();

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
