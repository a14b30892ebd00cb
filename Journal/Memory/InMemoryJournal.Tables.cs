namespace PosSaga.Journal;

public sealed partial class InMemoryJournal : ICheckpoints, ILeases, IDeadLetters, ISnapshotTable
{
    private readonly Dictionary<string, long> _checkpoints = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (string Holder, DateTimeOffset Until)> _leases = new(StringComparer.Ordinal);
    private readonly SortedDictionary<long, DeadLetter> _letters = [];
    private readonly Dictionary<string, SnapshotRow> _snapshots = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SubjectKeyRow> _subjects = new(StringComparer.Ordinal);
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

    public Task Park(DeadLetter letter, CancellationToken cancellation = default) =>
        Run(MemoryStep.Table, letter.Subscriber, () =>
        {
            var known = _letters.Values.FirstOrDefault(
                l => l.Subscriber == letter.Subscriber && l.Position == letter.Position);
            return known is null
                ? _letters[++_lastLetter] = letter with { Id = _lastLetter }
                : _letters[known.Id] = known with { Error = letter.Error, Attempts = letter.Attempts };
        });

    public Task<IReadOnlyList<DeadLetter>> List(
        string? subscriber, long afterId, int max, CancellationToken cancellation = default) =>
        Run<IReadOnlyList<DeadLetter>>(MemoryStep.Table, subscriber ?? "", () =>
            [.. _letters.Values.Where(l => l.Id > afterId && (subscriber is null || l.Subscriber == subscriber)).Take(max)]);

    public Task<DeadLetter?> Find(long id, CancellationToken cancellation = default) =>
        Run(MemoryStep.Table, "", () => _letters.GetValueOrDefault(id));

    public Task<bool> Remove(long id, CancellationToken cancellation = default) =>
        Run(MemoryStep.Table, "", () => _letters.Remove(id));

    public Task<SnapshotRow?> Read(string stream, CancellationToken cancellation = default) =>
        Run(MemoryStep.Table, stream, () => _snapshots.GetValueOrDefault(stream));

    public Task Write(SnapshotRow row, CancellationToken cancellation = default) =>
        Run(MemoryStep.Table, row.Stream, () =>
            !(_snapshots.TryGetValue(row.Stream, out var known) && known.Version > row.Version)
            && (_snapshots[row.Stream] = row) is not null);

    public Task Remove(string stream, CancellationToken cancellation = default) =>
        Run(MemoryStep.Table, stream, () => _snapshots.Remove(stream));

    /// <summary>Answers at once, whatever the driver: the codec awaits it off any scheduler.</summary>
    private sealed class KeyTable(InMemoryJournal journal) : ISubjectKeyTable
    {
        public Task<SubjectKeyRow?> Load(string subject, CancellationToken cancellation)
        {
            lock (journal._lock)
                return Task.FromResult(journal._subjects.GetValueOrDefault(subject));
        }

        public Task Create(string subject, byte[] wrapped, CancellationToken cancellation)
        {
            lock (journal._lock)
                journal._subjects.TryAdd(subject, new(subject, wrapped));
            return Task.CompletedTask;
        }

        public Task Erase(string subject, CancellationToken cancellation)
        {
            lock (journal._lock)
                journal._subjects[subject] = new(subject, null);
            return Task.CompletedTask;
        }
    }
}
