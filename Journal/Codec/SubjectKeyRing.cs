using System.Collections.Concurrent;

namespace PosSaga.Journal;

/// <summary>Keys of personal data. Erasing a subject destroys its key for good. Keys are cached for a minute: erasures
/// by other processes are notified by the database, and the limit covers a lost notification. Writes do not depend on
/// the cache, because the commit checks for erased subjects.</summary>
public sealed class SubjectKeyRing
{
    private const int KeysMax = 50_000;
    private static readonly TimeSpan KeptFor = TimeSpan.FromMinutes(1);
    private readonly ConcurrentDictionary<string, SubjectKey> _known = new(StringComparer.Ordinal);
    private readonly ISubjectKeyTable _table;
    private readonly MasterKey _master;
    private readonly TimeProvider _clock;

    internal SubjectKeyRing(ISubjectKeyTable table, MasterKey master, RandomFill random, TimeProvider clock) =>
        (_table, _master, FillRandom, _clock) = (table, master, random, clock);

    /// <summary>A subject was erased by this or another process, or may have been while notifications were
    /// lost.</summary>
    public event Action? Changed;

    internal RandomFill FillRandom { get; }

    /// <summary>All erased subjects, in no order.</summary>
    public async Task<IReadOnlyList<string>> AllErased(CancellationToken cancellation = default)
    {
        var erased = await _table.Erased(cancellation).ConfigureAwait(false);
        // The caller deletes its copies; a key that is still cached would bring them back with the next event read.
        foreach (var subject in erased)
            _known[subject] = SubjectKey.Erased;
        return erased;
    }

    public async Task Erase(string subject, CancellationToken cancellation = default)
    {
        await _table.Erase(subject, cancellation).ConfigureAwait(false);
        MarkErased(subject);
    }

    public async Task<bool> IsErased(string subject, CancellationToken cancellation = default) =>
        Find(subject) is { IsErased: true }
        || await _table.Load(subject, cancellation).ConfigureAwait(false) is { Wrapped: null };

    internal SubjectKey? Find(string subject) =>
        _known.TryGetValue(subject, out var key) && (key.IsErased || _clock.GetElapsedTime(key.LoadedAt) < KeptFor)
            ? key
            : null;

    internal void MarkErased(string subject)
    {
        _known[subject] = SubjectKey.Erased;
        Changed?.Invoke();
    }

    /// <summary>Call this after notifications may have been lost.</summary>
    internal void Clear()
    {
        _known.Clear();
        Changed?.Invoke();
    }

    /// <summary>Loads those keys that exist and are not cached.</summary>
    internal async Task Prefetch(IReadOnlyCollection<string> subjects, CancellationToken cancellation)
    {
        var missing = subjects.Where(subject => Find(subject) is null).ToList();
        if (missing.Count == 0)
            return;
        foreach (var row in await _table.Load(missing, cancellation).ConfigureAwait(false))
            Cache(row);
    }

    /// <param name="create">Creates a key for a subject that has none; else a missing key is an error.</param>
    internal async Task Load(IEnumerable<string> subjects, bool create, CancellationToken cancellation)
    {
        foreach (var subject in subjects)
        {
            var row = await _table.Load(subject, cancellation).ConfigureAwait(false);
            if (row is null && create)
            {
                // Another process may create it at the same time; both use the one that is stored.
                await _table.Create(subject, NewKey(subject), cancellation).ConfigureAwait(false);
                row = await _table.Load(subject, cancellation).ConfigureAwait(false);
            }
            Cache(row ?? throw new JournalCorruptException($"The key of {subject} is missing; it was never erased."));
        }
    }

    private byte[] NewKey(string subject)
    {
        Span<byte> key = stackalloc byte[32];
        FillRandom(key);
        return _master.Wrap(subject, key, FillRandom);
    }

    private void Cache(SubjectKeyRow row)
    {
        if (_known.Count >= KeysMax)
            _known.Clear();
        var loaded = row.Wrapped is null
            ? SubjectKey.Erased
            : new SubjectKey(_master.Unwrap(row.Subject, row.Wrapped), _clock.GetTimestamp());
        // A row that was read before an erasure must not hide it.
        _known.AddOrUpdate(row.Subject, loaded, (_, known) => known.IsErased ? known : loaded);
    }
}

internal sealed record SubjectKey(byte[]? Key, long LoadedAt)
{
    public static readonly SubjectKey Erased = new(null, 0);

    public bool IsErased => Key is null;
}
