namespace PosSaga.Journal;

/// <summary>A journal in memory, for simulations. It uses no threads; a driver decides when each operation runs.
/// Without a driver every task it returns is already completed.</summary>
public sealed partial class InMemoryJournal : IEventJournal, IJournalFeed, IJournalVerifier
{
    private readonly Lock _lock = new();
    private readonly IMemoryJournalDriver _driver;
    private readonly TimeProvider _clock;
    private readonly List<Waiter> _waiters = [];
    private readonly List<RecordedEvent> _events = [];
    private readonly Dictionary<string, List<RecordedEvent>> _streams = new(StringComparer.Ordinal);
    private readonly Dictionary<string, StreamHead> _heads = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Stream, string Key), AppendResult.KeyAnswered> _answered = [];

    public InMemoryJournal(JournalOptions options, TimeProvider clock, IMemoryJournalDriver? driver = null)
    {
        (Partitions, _clock, _driver) = (options.Partitions, clock, driver ?? new ImmediateDriver());
        var master = MasterKey.From(options);
        Keys = new SubjectKeyRing(new KeyTable(this), master, options.FillRandom, clock);
        System = new JournalSystem(_ => Task.CompletedTask, [])
        {
            Journal = this, Feed = this, Verifier = this, Checkpoints = this, Leases = this, DeadLetters = this,
            Keys = Keys, Snapshots = this, Mail = new MailTable(this, master),
            Heads = new SignedHeads(new HeadTable(this), new HeadSigner(master), clock),
            Database = new(JournalKind.Memory, "Memory", null, null),
        };
    }

    public int Partitions { get; }

    public SubjectKeyRing Keys { get; }

    public JournalSystem System { get; }

    /// <summary>Runs one operation when the driver says so. Tasks are completed in place, so that a continuation runs
    /// on the driver's thread or on the scheduler that its awaiter captured.</summary>
    private Task<T> Run<T>(MemoryStep step, string about, Func<T> work)
    {
        var done = new TaskCompletionSource<T>();
        _driver.Schedule(step, about, () =>
        {
            var fault = _driver.Fault(step, about);
            Action answer;
            try
            {
                answer = Execute(fault, work, done);
            }
            // The caller gets whatever was thrown.
            catch (Exception e)
            {
                answer = () => done.SetException(e);
            }
            _driver.Schedule(MemoryStep.Answer, about, answer);
        });
        return done.Task;
    }

    private Action Execute<T>(MemoryFault fault, Func<T> work, TaskCompletionSource<T> done)
    {
        if (fault == MemoryFault.FailBefore)
            throw new JournalUnavailableException("Simulated: the journal failed before it did anything.");
        T result;
        lock (_lock)
        {
            result = work();
            if (fault == MemoryFault.ResendAfter && result is AppendResult)
                result = work();
        }
        WakeReaders();
        return fault == MemoryFault.FailAfter
            ? throw new JournalUnavailableException("Simulated: the answer was lost.")
            : () => done.SetResult(result);
    }

    /// <summary>For tests that tamper with the table.</summary>
    internal List<RecordedEvent> Events => _events;

    public Task<AppendResult> Append(AppendRequest request, CancellationToken cancellation = default)
    {
        var append = new PendingAppend(request, Partitions, TaskCreationOptions.None);
        return Run(MemoryStep.Append, request.Stream, () => Refusal(append) ?? Commit(append));
    }

    private AppendResult? Refusal(PendingAppend append)
    {
        var (stream, expected, events, keys) = append.Request;
        var head = _heads.GetValueOrDefault(stream, StreamHead.Empty);
        if (head != expected && head.Version > expected.Version
            && _streams[stream][(int)expected.Version].Id == events[0].Id)
            return new AppendResult.Appended(
                append.NewHead, _streams[stream][(int)expected.Version + events.Count - 1].Position);
        foreach (var key in keys ?? [])
            if (_answered.TryGetValue((stream, key.Key), out var answered))
                return answered;
        if (head != expected)
            return new AppendResult.Conflict(head);
        foreach (var subject in append.Subjects)
            if (_subjects.TryGetValue(subject, out var row) && row.Wrapped is null)
                throw new SubjectErasedException(subject);
        return null;
    }

    private AppendResult.Appended Commit(PendingAppend append)
    {
        var (stream, expected, events, keys) = append.Request;
        var first = _events.Count + 1;
        if (!_streams.TryGetValue(stream, out var history))
            _streams.Add(stream, history = []);
        for (var i = 0; i < events.Count; i++)
        {
            var recorded = append.Recorded(i, first);
            _events.Add(recorded);
            history.Add(recorded);
        }
        _heads[stream] = append.NewHead;
        foreach (var key in keys ?? [])
            _answered.Add((stream, key.Key), new(first + key.Event, expected.Version + 1 + key.Event, key.Fingerprint));
        return new(append.NewHead, _events.Count);
    }

    public Task<StreamSlice> Read(string stream, long after, int max, CancellationToken cancellation = default)
    {
        EventJournal.CheckRange(after, max);
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

    public Task WaitBeyond(long after, TimeSpan timeout, CancellationToken cancellation = default)
    {
        lock (_lock)
        {
            if (_events.Count > after)
                return Task.CompletedTask;
            var waiter = new Waiter(after);
            waiter.Timer = _clock.CreateTimer(
                _ => Complete(waiter, w => w.Done.TrySetResult()), null, timeout, Timeout.InfiniteTimeSpan);
            waiter.Cancelled = cancellation.Register(() => Complete(waiter, w => w.Done.TrySetCanceled(cancellation)));
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
            Complete(waiter, w => w.Done.TrySetResult());
    }

    private void Complete(Waiter waiter, Action<Waiter> complete)
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
