namespace PosSaga.Journal;

public sealed partial class InMemoryJournal : ICheckpoints, ILeases, ISnapshotTable
{
    private readonly Dictionary<string, long> _checkpoints = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (string Holder, DateTimeOffset Until)> _leases = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SnapshotRow> _snapshots = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SubjectKeyRow> _subjects = new(StringComparer.Ordinal);

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

    /// <summary>Answers at once, whatever the driver: the codec awaits it off any scheduler.</summary>
    private sealed class KeyTable(InMemoryJournal journal) : ISubjectKeyTable
    {
        public Task<SubjectKeyRow?> Load(string subject, CancellationToken cancellation)
        {
            lock (journal._lock)
                return Task.FromResult(journal._subjects.GetValueOrDefault(subject));
        }

        public Task<IReadOnlyList<SubjectKeyRow>> Load(IReadOnlyList<string> subjects, CancellationToken cancellation)
        {
            lock (journal._lock)
                return Task.FromResult<IReadOnlyList<SubjectKeyRow>>(
                    [.. subjects.Select(subject => journal._subjects.GetValueOrDefault(subject))
                        .OfType<SubjectKeyRow>()]);
        }

        public Task<IReadOnlyList<string>> Erased(CancellationToken cancellation)
        {
            lock (journal._lock)
                return Task.FromResult<IReadOnlyList<string>>(
                    [.. journal._subjects.Values.Where(row => row.Wrapped is null).Select(row => row.Subject)]);
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
