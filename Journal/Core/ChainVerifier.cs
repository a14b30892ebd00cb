namespace PosSaga.Journal;

/// <summary>Recomputes the hash chains. Events must be added in the order of stream and version; only the last one is
/// held in memory.</summary>
internal sealed class ChainVerifier
{
    private readonly Dictionary<string, VerifiedCounts> _tenants = [];
    private RecordedEvent? _last;
    private StreamHead _head;
    private long _streams;
    private long _events;
    private long _eventsOfStream;
    private long _highest;
    private string? _broken;

    public bool Ok => _broken is null;

    /// <param name="head">The stored head of the event's stream; empty if there is none.</param>
    public void Add(RecordedEvent e, StreamHead head)
    {
        var follows = _last?.Stream == e.Stream;
        if (!follows)
            EndStream();
        if (!Ok)
            return;
        var previous = follows ? _last! : null;
        if (e.Version != (previous?.Version ?? 0) + 1)
            Break(e, $"is preceded by version {previous?.Version ?? 0}");
        else if (e.Position <= (previous?.Position ?? 0))
            Break(e, "stands before its predecessor");
        else if (!e.Hash.Span.SequenceEqual(ChainHash.Next(previous is null ? [] : previous.Hash.Span, e)))
            Break(e, "does not match its hash");
        _streams += follows ? 0 : 1;
        _events++;
        _eventsOfStream = follows ? _eventsOfStream + 1 : 1;
        _highest = Math.Max(_highest, e.Position);
        (_last, _head) = (e, head);
    }

    /// <param name="headWithoutEvents">A stream whose head is beyond its last event, or null.</param>
    public void Finish(string? headWithoutEvents)
    {
        EndStream();
        if (Ok && headWithoutEvents is not null)
            _broken = $"Stream {headWithoutEvents} has a head but not the events it tells of.";
        if (Ok && _highest != _events)
            _broken = $"There are {_events} events, but the highest position is {_highest}.";
    }

    public VerifyReport Report() => new(_streams, _events, Ok, _broken, _tenants);

    private void EndStream()
    {
        if (_last is null || !Ok)
            return;
        var tenant = _last.Stream.Split('/') is [_, var owner, ..] ? owner : "";
        var sum = _tenants.GetValueOrDefault(tenant) ?? new VerifiedCounts(0, 0);
        _tenants[tenant] = new VerifiedCounts(sum.Streams + 1, sum.Events + _eventsOfStream);
        if (_head.Version == 0)
            _broken = $"Stream {_last.Stream} has events but no head.";
        else if (_head.Version != _last.Version || !_head.Hash.Span.SequenceEqual(_last.Hash.Span))
            _broken = $"Stream {_last.Stream} ends at version {_last.Version}, its head says version {_head.Version}"
                + $"{(_head.Version == _last.Version ? " with another hash" : "")}.";
    }

    private void Break(RecordedEvent e, string how) =>
        _broken = $"Event {e.Version} of stream {e.Stream} (position {e.Position}, {e.Type}) {how}.";
}
