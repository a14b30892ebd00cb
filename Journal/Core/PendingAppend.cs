namespace PosSaga.Journal;

/// <summary>An append that waits for its commit. Hashes, partitions and subjects are computed by the caller's thread,
/// outside the one writer.</summary>
internal sealed class PendingAppend
{
    private readonly TaskCompletionSource<AppendResult> _done;
    private readonly HashSet<string>? _subjects;

    public PendingAppend(AppendRequest request, int partitions, TaskCreationOptions continuations)
    {
        Check(request);
        Request = request;
        _done = new(continuations);
        Hashes = new byte[request.Events.Count][];
        PartitionOf = new int[request.Events.Count];
        var previous = request.Expected.Hash.Span;
        var own = Partitions.Of(request.Stream, null, partitions);
        for (var i = 0; i < Hashes.Length; i++)
        {
            var e = request.Events[i];
            Hashes[i] = ChainHash.Next(previous, request.Stream, request.Expected.Version + 1 + i, e);
            previous = Hashes[i];
            PartitionOf[i] = e.ProcessKey is null ? own : Partitions.Of(request.Stream, e.ProcessKey, partitions);
            PersonalText.CollectSubjects(e.Data, ref _subjects);
        }
    }

    public AppendRequest Request { get; }

    /// <summary>Chain hash of each event.</summary>
    public byte[][] Hashes { get; }

    public int[] PartitionOf { get; }

    /// <summary>Whose personal data the events hold: the commit is refused if one of them was erased meanwhile by any
    /// process.</summary>
    public IReadOnlyCollection<string> Subjects => _subjects ?? (IReadOnlyCollection<string>)[];

    public Task<AppendResult> Task => _done.Task;

    public StreamHead NewHead => new(Request.Expected.Version + Hashes.Length, Hashes[^1]);

    public RecordedEvent Recorded(int i, long firstPosition)
    {
        var e = Request.Events[i];
        return new(firstPosition + i, PartitionOf[i], Request.Stream, Request.Expected.Version + 1 + i, e.Id, e.Type,
            e.Data, e.Metadata, e.ProcessKey, e.TimeMicros, Hashes[i]);
    }

    public void Complete(AppendVerdict verdict)
    {
        if (verdict.Error is null)
            _done.TrySetResult(verdict.Result!);
        else
            _done.TrySetException(verdict.Error);
    }

    public void Fail(Exception error) => _done.TrySetException(error);

    private static void Check(AppendRequest request)
    {
        ArgumentOutOfRangeException.ThrowIfZero(request.Events.Count);
        ArgumentOutOfRangeException.ThrowIfNegative(request.Expected.Version);
        if (request.Expected.Hash.Length != (request.Expected.Version == 0 ? 0 : ChainHash.Size))
            throw new ArgumentException(
                "A head is version 0 without a hash, or a version with its 32-byte hash.", nameof(request));
        if (request.Keys is { Count: > 0 } keys && (keys.DistinctBy(k => k.Key).Count() < keys.Count
            || keys.Any(k => k.Event < 0 || k.Event >= request.Events.Count)))
            throw new ArgumentException("An append answers each key once, with one of its events.", nameof(request));
    }
}
