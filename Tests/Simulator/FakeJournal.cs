using System.Text;
using System.Text.Json;
using PosSaga.Simulator;
using PosSaga.Journal;

namespace PosSaga.Tests.Simulator;

/// <summary>A journal in a list, that answers after a while of virtual time and fails when told to.</summary>
internal sealed class FakeJournal(DeterministicScheduler scheduler) : IEventJournal
{
    private readonly Dictionary<string, List<RecordedEvent>> streams = [];
    private readonly Dictionary<(string Stream, string Key), AppendResult.KeyAnswered> answered = [];
    private long position;

    public List<AppendRequest> Appends { get; } = [];

    /// <summary>Next append: true to do it and lose the acknowledgement, false to lose the request.</summary>
    public Queue<bool> Outages { get; } = new();

    /// <summary>Versions after which streams were read.</summary>
    public List<long> ReadsAfter { get; } = [];

    public int Partitions => 1;

    public Task<AppendResult> Append(AppendRequest request, CancellationToken cancellation = default)
    {
        Appends.Add(request);
        return Later(() =>
        {
            if (!Outages.TryDequeue(out var done))
                return Put(request);
            if (done)
                Put(request);
            throw new JournalUnavailableException("gone for a moment");
        });
    }

    public Task<StreamSlice> Read(string stream, long after, int max, CancellationToken cancellation = default)
    {
        ReadsAfter.Add(after);
        return Later(() =>
        {
            var events = Of(stream);
            return new StreamSlice(HeadOf(events), events.Where(e => e.Version > after).Take(max).ToArray());
        });
    }

    public Task<IReadOnlyList<RecordedEvent>> ReadAt(
        IReadOnlyList<long> positions, CancellationToken cancellation = default) =>
        throw new NotSupportedException();

    public Task<AppendResult.KeyAnswered?> FindKey(
        string stream, string key, CancellationToken cancellation = default) =>
        throw new NotSupportedException();

    public Task<AppendResult.KeyAnswered?> RefuseKey(
        string stream, AppendKey key, string refusal, CancellationToken cancellation = default) =>
        throw new NotSupportedException();

    public AppendResult Put(AppendRequest request)
    {
        var events = Of(request.Stream);
        foreach (var key in request.Keys ?? [])
        {
            if (answered.TryGetValue((request.Stream, key.Key), out var answer))
                return answer;
        }

        if (request.Expected.Version != events.Count)
            return new AppendResult.Conflict(HeadOf(events));
        foreach (var e in request.Events)
        {
            events.Add(new RecordedEvent(++position, 0, request.Stream, events.Count + 1, e.Id, e.Type, e.Data,
                e.Metadata, e.ProcessKey, e.TimeMicros, e.Id.ToByteArray()));
        }

        foreach (var key in request.Keys ?? [])
        {
            var answer = events.Single(e => e.Id == request.Events[key.Event].Id);
            answered[(request.Stream, key.Key)] =
                new AppendResult.KeyAnswered(answer.Position, answer.Version, key.Fingerprint);
        }

        return new AppendResult.Appended(HeadOf(events), position);
    }

    /// <summary>An event of somebody else's.</summary>
    public void Put(string stream, string type, string json) => Put(new AppendRequest(stream, HeadOf(Of(stream)),
        [new NewEvent(scheduler.Random.NextGuid(), type, Encoding.UTF8.GetBytes(json), default, 0)]));

    public List<RecordedEvent> Of(string stream) =>
        streams.TryGetValue(stream, out var events) ? events : streams[stream] = [];

    private static StreamHead HeadOf(List<RecordedEvent> events) =>
        events.Count == 0 ? StreamHead.Empty : new StreamHead(events.Count, events[^1].Hash);

    private Task<T> Later<T>(Func<T> work) =>
        scheduler.Answer(TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(9), work);
}

/// <summary>Plain JSON; names are those of the classes' attributes.</summary>
internal sealed class FakeCodec : IEventCodec
{
    private static readonly Dictionary<string, Type> Types = new()
    {
        ["tally.added/1"] = typeof(TallyEvent.Added),
        ["tally.state/1"] = typeof(Tally),
    };

    public string TypeOf(object @event) => Types.Single(t => t.Value == @event.GetType()).Key;

    public ValueTask<ReadOnlyMemory<byte>> Encode(object @event, CancellationToken cancellation = default) =>
        @event is TallyEvent.Added { By: 13 }
            ? throw new SubjectErasedException("thirteen")
            : new(JsonSerializer.SerializeToUtf8Bytes(@event, @event.GetType()));

    public ValueTask<object> Decode(string type, ReadOnlyMemory<byte> data, CancellationToken cancellation = default) =>
        new(JsonSerializer.Deserialize(data.Span, Types[type])!);

    public ReadOnlyMemory<byte> EncodeMetadata(EventMetadata metadata) => JsonSerializer.SerializeToUtf8Bytes(metadata);

    public EventMetadata DecodeMetadata(ReadOnlyMemory<byte> metadata) =>
        JsonSerializer.Deserialize<EventMetadata>(metadata.Span)!;
}

internal sealed class SeededIds(DeterministicScheduler scheduler) : IIdSource
{
    public Guid NewId() => scheduler.Random.NextGuid();
}
