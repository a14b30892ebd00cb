namespace PosSaga.Journal;

public sealed partial class InMemoryJournal
{
    private readonly List<RecordedEvent> _events = [];
    private readonly Dictionary<string, List<RecordedEvent>> _streams = new(StringComparer.Ordinal);
    private readonly Dictionary<string, StreamHead> _heads = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Stream, string Key), AppendResult.KeyAnswered> _answered = [];

    /// <summary>Test seam: an intruder's hand on the table.</summary>
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
}
