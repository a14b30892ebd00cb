namespace PosSaga.Journal;

public sealed partial class InMemoryJournal
{
    private readonly List<Waiter> _waiters = [];

    public Task<StreamSlice> Read(string stream, long after, int max, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(after);
        ArgumentOutOfRangeException.ThrowIfLessThan(max, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(max, EventJournal.ReadMax);
        return Run(MemoryStep.Read, stream, () => _streams.TryGetValue(stream, out var history)
            ? new StreamSlice(
                _heads[stream], history[(int)Math.Min(after, history.Count)..(int)Math.Min(after + max, history.Count)])
            : new StreamSlice(StreamHead.Empty, []));
    }

    public Task<IReadOnlyList<RecordedEvent>> ReadAt(
        IReadOnlyList<long> positions, CancellationToken cancellation = default) =>
        Run<IReadOnlyList<RecordedEvent>>(MemoryStep.Read, "positions", () =>
            [.. positions.Distinct().Where(p => p >= 1 && p <= _events.Count).Order()
                .Select(p => _events[(int)p - 1])]);

    public Task<AppendResult.KeyAnswered?> FindKey(
        string stream, string key, CancellationToken cancellation = default) =>
        Run(MemoryStep.Read, stream, () => _answered.GetValueOrDefault((stream, key)));

    public Task<AppendResult.KeyAnswered?> RefuseKey(
        string stream, AppendKey key, string refusal, CancellationToken cancellation = default) =>
        Run(MemoryStep.Append, stream, () =>
        {
            if (_heads.ContainsKey(stream))
                _answered.TryAdd((stream, key.Key), new(0, 0, key.Fingerprint, refusal));
            return _answered.GetValueOrDefault((stream, key.Key));
        });

    public Task<long> Head(CancellationToken cancellation = default) =>
        Run(MemoryStep.Read, "head", () => (long)_events.Count);

    public Task<FeedPage> Read(int partition, long after, int max, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(partition);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(partition, Partitions);
        return Page(partition, after, max);
    }

    public Task<FeedPage> ReadAll(long after, int max, CancellationToken cancellation = default) =>
        Page(null, after, max);

    public Task<VerifyReport> Verify(CancellationToken cancellation = default) => Run(MemoryStep.Read, "all", () =>
    {
        var chain = new ChainVerifier();
        foreach (var e in _events.OrderBy(e => e.Stream, StringComparer.Ordinal).ThenBy(e => e.Version))
            if (chain.Ok)
                chain.Add(e, _heads.GetValueOrDefault(e.Stream, StreamHead.Empty));
        var ends = _events.Select(e => (e.Stream, e.Version)).ToHashSet();
        chain.Finish(_heads.Where(h => !ends.Contains((h.Key, h.Value.Version))).Select(h => h.Key).FirstOrDefault());
        return chain.Report();
    });

    public Task WaitBeyond(long after, TimeSpan patience, CancellationToken cancellation = default)
    {
        lock (_lock)
        {
            if (_events.Count > after)
                return Task.CompletedTask;
            var waiter = new Waiter(after);
            waiter.Timer = _clock.CreateTimer(
                _ => Leave(waiter, w => w.Done.TrySetResult()), null, patience, Timeout.InfiniteTimeSpan);
            waiter.Cancelled = cancellation.Register(() => Leave(waiter, w => w.Done.TrySetCanceled(cancellation)));
            _waiters.Add(waiter);
            return waiter.Done.Task;
        }
    }

    private Task<FeedPage> Page(int? partition, long after, int max)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(after);
        ArgumentOutOfRangeException.ThrowIfLessThan(max, 1);
        return Run(MemoryStep.Read, "feed", () =>
        {
            var found = new List<RecordedEvent>();
            var position = after;
            while (position < _events.Count && found.Count < max)
            {
                var e = _events[(int)position++];
                if (e.Position != position)
                    throw new JournalGapException(position, e.Position);
                if (partition is null || e.Partition == partition)
                    found.Add(e);
            }
            return new FeedPage(found, position);
        });
    }

    private void WakeReaders()
    {
        List<Waiter> ready;
        lock (_lock)
            ready = _waiters.FindAll(w => w.After < _events.Count);
        foreach (var waiter in ready)
            Leave(waiter, w => w.Done.TrySetResult());
    }

    private void Leave(Waiter waiter, Action<Waiter> complete)
    {
        lock (_lock)
            _waiters.Remove(waiter);
        waiter.Timer?.Dispose();
        waiter.Cancelled.Dispose();
        complete(waiter);
    }

    private sealed class Waiter(long after)
    {
        public long After { get; } = after;
        public TaskCompletionSource Done { get; } = new();
        public ITimer? Timer { get; set; }
        public CancellationTokenRegistration Cancelled { get; set; }
    }
}
