using System.Collections.Concurrent;

namespace PosSaga.Journal;

/// <summary>The keys of subjects at hand. A key is kept for a minute at most: erasures by other processes are told by
/// the database, and the minute is for the one that was not heard. Writing is safe regardless, the commit
/// checks.</summary>
public sealed class SubjectKeyRing : ISubjectKeys, IErasedSubjects
{
    private const int KeysMax = 50_000;
    private static readonly TimeSpan KeptFor = TimeSpan.FromMinutes(1);
    private readonly ConcurrentDictionary<string, SubjectKey> _known = new(StringComparer.Ordinal);
    private readonly ISubjectKeyTable _table;
    private readonly MasterKey _master;
    private readonly TimeProvider _clock;

    internal SubjectKeyRing(ISubjectKeyTable table, MasterKey master, RandomFill random, TimeProvider clock) =>
        (_table, _master, FillRandom, _clock) = (table, master, random, clock);

    public event Action? Changed;

    internal RandomFill FillRandom { get; }

    public async Task<IReadOnlyList<string>> All(CancellationToken cancellation = default)
    {
        var erased = await _table.Erased(cancellation).ConfigureAwait(false);
        // Who asks forgets them; a key still at hand must not bring them back with the next event that is read.
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
        Known(subject) is { IsErased: true }
        || await _table.Load(subject, cancellation).ConfigureAwait(false) is { Wrapped: null };

    internal SubjectKey? Known(string subject) =>
        _known.TryGetValue(subject, out var key) && (key.IsErased || _clock.GetElapsedTime(key.LoadedAt) < KeptFor)
            ? key
            : null;

    internal void MarkErased(string subject)
    {
        _known[subject] = SubjectKey.Erased;
        Changed?.Invoke();
    }

    /// <summary>Notifications may have been missed: ask again for everything.</summary>
    internal void Forget()
    {
        _known.Clear();
        Changed?.Invoke();
    }

    /// <summary>Brings the keys that there are among these; the others are left out.</summary>
    internal async Task Prefetch(IReadOnlyCollection<string> subjects, CancellationToken cancellation)
    {
        var missing = subjects.Where(subject => Known(subject) is null).ToList();
        if (missing.Count == 0)
            return;
        foreach (var row in await _table.Load(missing, cancellation).ConfigureAwait(false))
            Keep(row);
    }

    /// <param name="create">Makes a key for a subject that has none; else a missing key is a broken journal.</param>
    internal async Task Load(IEnumerable<string> subjects, bool create, CancellationToken cancellation)
    {
        foreach (var subject in subjects)
        {
            var row = await _table.Load(subject, cancellation).ConfigureAwait(false);
            if (row is null && create)
            {
                // Whoever comes first makes the key; everybody uses the one that is stored.
                await _table.Create(subject, Made(subject), cancellation).ConfigureAwait(false);
                row = await _table.Load(subject, cancellation).ConfigureAwait(false);
            }
            Keep(row ?? throw new JournalCorruptException($"The key of {subject} is missing; it was never erased."));
        }
    }

    private byte[] Made(string subject)
    {
        Span<byte> key = stackalloc byte[32];
        FillRandom(key);
        return _master.Wrap(subject, key, FillRandom);
    }

    private void Keep(SubjectKeyRow row)
    {
        if (_known.Count >= KeysMax)
            _known.Clear();
        var loaded = row.Wrapped is null
            ? SubjectKey.Erased
            : new SubjectKey(_master.Unwrap(row.Subject, row.Wrapped), _clock.GetTimestamp());
        // An erasure never turns back: a row that was read just before it must not hide it.
        _known.AddOrUpdate(row.Subject, loaded, (_, known) => known.IsErased ? known : loaded);
    }
}

internal sealed record SubjectKey(byte[]? Key, long LoadedAt)
{
    public static readonly SubjectKey Erased = new(null, 0);

    public bool IsErased => Key is null;
}
