using System.Globalization;
using PosSaga.Journal;
using PosSaga.Streams;

namespace PosSaga.Silo.Streaming;

/// <summary>Where operators ask the office. Who asked for what is in the journal before it is done, and so in the audit
/// and in the timeline of the order that the event belongs to.</summary>
public sealed class DeadLetterCommands(
    DeadLetterQueries office, IDeadLetters letters, IEventJournal journal, IEventCodec codec, TimeProvider clock)
{
    private const int ConflictsMax = 5;

    /// <summary>As the office's.</summary>
    public async Task<RedriveOutcome?> Redrive(Origin who, long id, CancellationToken cancellation)
    {
        if (await Find(who, id, cancellation) is not { } letter)
            return null;
        await Record(who, letter, new DeadLetterEvent.RedriveAsked(
            letter.Subscriber, letter.Stream, letter.Position, letter.EventType) { At = clock.GetUtcNow() });
        return await office.Redrive(who.Tenant, id, who.Actor, cancellation);
    }

    /// <summary>As the office's.</summary>
    public async Task<RedriveOutcome?> Discard(Origin who, long id, CancellationToken cancellation)
    {
        if (await Find(who, id, cancellation) is not { } letter)
            return null;
        await Record(who, letter, new DeadLetterEvent.DiscardAsked(
            letter.Subscriber, letter.Stream, letter.Position, letter.EventType, letter.Error)
        {
            At = clock.GetUtcNow(),
        });
        return await office.Discard(who.Tenant, id, who.Actor, cancellation);
    }

    private async Task<DeadLetter?> Find(Origin who, long id, CancellationToken cancellation) =>
        await letters.Find(id, cancellation) is { } letter && letter.Tenant == who.Tenant ? letter : null;

    private async Task Record(Origin who, DeadLetter letter, DeadLetterEvent what)
    {
        var parked = (await journal.ReadAt([letter.Position]))[0];
        var metadata = codec.EncodeMetadata(new EventMetadata(
            who.Tenant, who.Actor, codec.DecodeMetadata(parked.Metadata).Correlation, who.RequestId,
            string.Create(CultureInfo.InvariantCulture, $"{parked.Stream}@{parked.Version}"), who.Trace));
        var micros = (what.At - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
        var id = Guid.CreateVersion7(what.At);
        var asked = new NewEvent(id, codec.TypeOf(what), await codec.Encode(what), metadata, micros);
        var stream = string.Create(CultureInfo.InvariantCulture, $"dead-letter/{who.Tenant}/{letter.Id}");
        for (var conflicts = 0; conflicts < ConflictsMax; conflicts++)
        {
            var head = (await journal.Read(stream, 0, 1)).Head;
            if (await journal.Append(new AppendRequest(stream, head, [asked])) is AppendResult.Appended)
                return;
        }

        throw new StreamConflictException("Too many ask for the same dead letter at once.");
    }
}
