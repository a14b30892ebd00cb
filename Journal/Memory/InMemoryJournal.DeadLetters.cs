namespace PosSaga.Journal;

public sealed partial class InMemoryJournal : IDeadLetters
{
    private readonly SortedDictionary<long, DeadLetter> _letters = [];
    private long _lastLetter;

    public Task Park(DeadLetter letter, CancellationToken cancellation = default) =>
        Run(MemoryStep.Table, letter.Subscriber, () => Known(letter) is { } known
            ? _letters[known.Id] = known with { Error = letter.Error, Attempts = letter.Attempts }
            : _letters[++_lastLetter] = letter with { Id = _lastLetter });

    public Task<bool> ParkBehind(DeadLetter letter, CancellationToken cancellation = default) =>
        Run(MemoryStep.Table, letter.Subscriber, () =>
        {
            if (!_letters.Values.Any(l => l.Subscriber == letter.Subscriber && l.Stream == letter.Stream
                && l.Position <= letter.Position))
                return false;
            if (Known(letter) is null)
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

    private DeadLetter? Known(DeadLetter letter) =>
        _letters.Values.FirstOrDefault(l => l.Subscriber == letter.Subscriber && l.Position == letter.Position);
}
