namespace PosSaga.Journal;

public sealed partial class InMemoryJournal : ICheckpoints, ILeases, ISnapshotTable, IDeadLetters
{
    private readonly Dictionary<string, long> _checkpoints = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (string Holder, DateTimeOffset Until)> _leases = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SnapshotRow> _snapshots = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SubjectKeyRow> _subjects = new(StringComparer.Ordinal);
    private readonly SortedDictionary<long, DeadLetter> _letters = [];
    private long _lastLetter;

    public Task<long> Get(string name, CancellationToken cancellation = default) =>
        Run(MemoryStep.Table, name, () => _checkpoints.GetValueOrDefault(name));

    public Task<bool> Move(string name, long from, long to, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(to, from);
        return Run(MemoryStep.Table, name, () =>
        {
            if (_checkpoints.GetValueOrDefault(name) != from)
                return false;
            _checkpoints[name] = to;
            return true;
        });
    }

    public Task<bool> TryHold(string name, string holder, TimeSpan term, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(term, TimeSpan.Zero);
        return Run(MemoryStep.Table, name, () =>
        {
            var now = _clock.GetUtcNow();
            if (_leases.TryGetValue(name, out var lease) && lease.Holder != holder && lease.Until > now)
                return false;
            _leases[name] = (holder, now + term);
            return true;
        });
    }

    public Task Release(string name, string holder, CancellationToken cancellation = default) =>
        Run(MemoryStep.Table, name, () =>
            _leases.TryGetValue(name, out var lease) && lease.Holder == holder && _leases.Remove(name));

    public Task<SnapshotRow?> Read(string stream, CancellationToken cancellation = default) =>
        Run(MemoryStep.Table, stream, () => _snapshots.GetValueOrDefault(stream));

    public Task Write(SnapshotRow row, CancellationToken cancellation = default) =>
        Run(MemoryStep.Table, row.Stream, () =>
            !(_snapshots.TryGetValue(row.Stream, out var known) && known.Version > row.Version)
            && (_snapshots[row.Stream] = row) is not null);

    public Task Remove(string stream, CancellationToken cancellation = default) =>
        Run(MemoryStep.Table, stream, () => _snapshots.Remove(stream));

    public Task Park(DeadLetter letter, CancellationToken cancellation = default) =>
        Run(MemoryStep.Table, letter.Subscriber, () => FindSame(letter) is { } known
            ? _letters[known.Id] = known with { Error = letter.Error, Attempts = letter.Attempts }
            : _letters[++_lastLetter] = letter with { Id = _lastLetter });

    public Task<bool> ParkBehind(DeadLetter letter, CancellationToken cancellation = default) =>
        Run(MemoryStep.Table, letter.Subscriber, () =>
        {
            if (!_letters.Values.Any(l => l.Subscriber == letter.Subscriber && l.Stream == letter.Stream
                && l.Position <= letter.Position))
                return false;
            if (FindSame(letter) is null)
                _letters[++_lastLetter] = letter with { Id = _lastLetter };
            return true;
        });

    public Task<IReadOnlyList<DeadLetter>> List(
        DeadLetterFilter filter, long afterId, int max, CancellationToken cancellation = default) =>
        Run<IReadOnlyList<DeadLetter>>(MemoryStep.Table, "dead letters", () =>
        [
            .. _letters.Values.Where(l => l.Id > afterId
                && (filter.Tenant is null || l.Tenant == filter.Tenant)
                && (filter.Subscriber is null || l.Subscriber == filter.Subscriber)).Take(max),
        ]);

    public Task<DeadLetter?> First(string subscriber, string stream, CancellationToken cancellation = default) =>
        Run(MemoryStep.Table, subscriber, () =>
            _letters.Values.Where(l => l.Subscriber == subscriber && l.Stream == stream).MinBy(l => l.Position));

    public Task<DeadLetter?> Find(long id, CancellationToken cancellation = default) =>
        Run(MemoryStep.Table, "dead letters", () => _letters.GetValueOrDefault(id));

    public Task<bool> Fail(long id, string error, int attempts, CancellationToken cancellation = default) =>
        Run(MemoryStep.Table, "dead letters", () =>
        {
            if (!_letters.TryGetValue(id, out var known))
                return false;
            _letters[id] = known with { Error = error, Attempts = attempts };
            return true;
        });

    public Task<bool> Remove(long id, CancellationToken cancellation = default) =>
        Run(MemoryStep.Table, "dead letters", () => _letters.Remove(id));

    public Task<IReadOnlyDictionary<string, long>> Counts(CancellationToken cancellation = default) =>
        Run<IReadOnlyDictionary<string, long>>(MemoryStep.Table, "dead letters", () =>
            _letters.Values.CountBy(l => l.Subscriber)
                .ToDictionary(c => c.Key, c => (long)c.Value, StringComparer.Ordinal));

    private DeadLetter? FindSame(DeadLetter letter) =>
        _letters.Values.FirstOrDefault(l => l.Subscriber == letter.Subscriber && l.Position == letter.Position);

    /// <summary>Completes at once without asking the driver, because the codec awaits it outside any
    /// scheduler.</summary>
    private sealed class KeyTable(InMemoryJournal journal) : ISubjectKeyTable
    {
        private readonly Dictionary<string, SubjectKeyRow> _rows = journal._subjects;

        public Task<SubjectKeyRow?> Load(string subject, CancellationToken cancellation) =>
            Locked(() => _rows.GetValueOrDefault(subject));

        public Task<IReadOnlyList<SubjectKeyRow>> Load(
            IReadOnlyList<string> subjects, CancellationToken cancellation) =>
            Locked<IReadOnlyList<SubjectKeyRow>>(() =>
                [.. subjects.Select(subject => _rows.GetValueOrDefault(subject)).OfType<SubjectKeyRow>()]);

        public Task<IReadOnlyList<string>> Erased(CancellationToken cancellation) =>
            Locked<IReadOnlyList<string>>(() =>
                [.. _rows.Values.Where(row => row.Wrapped is null).Select(row => row.Subject)]);

        public Task Create(string subject, byte[] wrapped, CancellationToken cancellation) =>
            Locked(() => _rows.TryAdd(subject, new(subject, wrapped)));

        public Task Erase(string subject, CancellationToken cancellation) =>
            Locked(() => _rows[subject] = new(subject, null));

        private Task<T> Locked<T>(Func<T> work)
        {
            lock (journal._lock)
                return Task.FromResult(work());
        }
    }
}
