using System.Data.Common;
using System.Diagnostics;
using PosSaga.Journal;
using PosSaga.ReadModels.Projections;
using PosSaga.ReadModels.Storage;

namespace PosSaga.ReadModels.Running;

/// <summary>What became of a batch.</summary>
internal abstract record Applied
{
    /// <summary>Committed, or nothing to do.</summary>
    public sealed record Done(int Events) : Applied;

    /// <summary>Somebody else moved a checkpoint: what is in memory is out of date.</summary>
    public sealed record Overtaken : Applied;

    /// <summary>This event cannot be folded; nothing of the batch was written.</summary>
    public sealed record Poisoned(RecordedEvent Event, Exception Error) : Applied;
}

/// <summary>One generation of a model's tables, and how far it is in each partition. Not safe for concurrent use.</summary>
internal sealed class Generation(
    Projection projection, int number, long[] positions, IReadStore store, IEventCodec codec, TimeProvider clock)
{
    // A model that is not concerned by what happens advances in memory; its checkpoint follows now and then.
    public static readonly TimeSpan UnstoredMax = TimeSpan.FromMilliseconds(200);

    private readonly Fold _fold = projection.NewFold(codec);
    private readonly List<RecordedEvent> _batch = [];
    private readonly long[] _stored = [.. positions];
    private long _storedAt = clock.GetTimestamp();

    public int Number => number;

    /// <summary>Per partition: everything up to here is in the tables.</summary>
    public long[] Positions { get; } = [.. positions];

    public bool IsAllStored => Positions.AsSpan().SequenceEqual(_stored);

    /// <summary>Applies those events that are beyond <see cref="Positions"/> and not beyond <paramref name="to"/>.</summary>
    /// <param name="to">Per partition; at or below the position for a partition that stays where it is.</param>
    public async Task<Applied> Apply(
        IReadOnlyList<RecordedEvent> events, long[] to, CancellationToken cancellation)
    {
        var started = clock.GetTimestamp();
        if (await Fold(events, to, cancellation) is { } poisoned)
            return poisoned;
        var changes = _fold.Changes();
        if (changes.Count > 0 || clock.GetElapsedTime(_storedAt) > UnstoredMax)
        {
            var moves = Moves(to);
            if (moves.Count > 0 && !await Commit(new Batch(projection.Name, number, moves, changes), cancellation))
                return new Applied.Overtaken();
            foreach (var move in moves)
                _stored[move.Partition] = move.To;
            _storedAt = clock.GetTimestamp();
        }
        for (var partition = 0; partition < Positions.Length; partition++)
            Positions[partition] = Math.Max(Positions[partition], to[partition]);
        _fold.Written();
        ReadModelMetrics.Applied(projection.Name, _batch, changes, clock.GetElapsedTime(started));
        return new Applied.Done(_batch.Count);
    }

    /// <summary>Brings the checkpoints to <see cref="Positions"/>.</summary>
    public async Task<Applied> StoreCheckpoints(CancellationToken cancellation)
    {
        var moves = Moves(Positions);
        if (moves.Count > 0 && !await Commit(new Batch(projection.Name, number, moves, []), cancellation))
            return new Applied.Overtaken();
        foreach (var move in moves)
            _stored[move.Partition] = move.To;
        return new Applied.Done(0);
    }

    private async Task<Applied.Poisoned?> Fold(
        IReadOnlyList<RecordedEvent> events, long[] to, CancellationToken cancellation)
    {
        _batch.Clear();
        foreach (var e in events)
            if (e.Position > Positions[e.Partition] && e.Position <= to[e.Partition] && _fold.Concerns(e))
                _batch.Add(e);
        try
        {
            await _fold.Load(store, number, cancellation);
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
        return null;
    }

    private List<Move> Moves(long[] to)
    {
        var moves = new List<Move>(to.Length);
        for (var partition = 0; partition < to.Length; partition++)
        {
            var target = Math.Max(Positions[partition], to[partition]);
            if (target > _stored[partition])
                moves.Add(new Move(partition, _stored[partition], target));
        }
        return moves;
    }

    private async Task<bool> Commit(Batch batch, CancellationToken cancellation)
    {
        var committed = false;
        try
        {
            committed = await store.Commit(batch, cancellation);
        }
        finally
        {
            if (!committed)
                _fold.Forget();
        }
        return committed;
    }
}
