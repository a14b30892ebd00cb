using System.Globalization;
using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans;
using Orleans.Runtime;
using PosSaga.Journal;
using PosSaga.Journal.Providers;
using PosSaga.Streams;

namespace PosSaga.Silo.Streaming;

/// <param name="Delivered">Events that were handled and are no dead letters any more.</param>
/// <param name="Blocking">The event that blocks the stream now; null when none does.</param>
public sealed record RedriveOutcome(int Delivered, DeadLetter? Blocking);

/// <summary>Lists, redrives and discards dead letters. Safe beside the delivery, in any process: a stream stays blocked
/// until its last dead letter is gone, and then the delivery continues.</summary>
public sealed class DeadLetterQueries(
    IDeadLetters letters, IEventJournal journal, IGrainFactory grains, ILogger<DeadLetterQueries> log)
{
    /// <summary>Per request; a longer stream is redriven in several.</summary>
    private const int RedrivenMax = 1_000;

    public Task<IReadOnlyList<DeadLetter>> List(
        string tenant, string? subscriber, long afterId, int max, CancellationToken cancellation) =>
        letters.List(new DeadLetterFilter(tenant, subscriber), afterId, max, cancellation);

    /// <summary>Delivers what is parked of the letter's stream and subscriber, oldest first, until all is handled or
    /// one fails. Null when the tenant has no such letter.</summary>
    public async Task<RedriveOutcome?> Redrive(string tenant, long id, string actor, CancellationToken cancellation)
    {
        if (await Find(tenant, id, cancellation) is not { } letter)
            return null;
        var outcome = await Redrive(letter.Subscriber, letter.Stream, cancellation);
        log.LogInformation(
            "{Actor} redrove {Stream} for {Subscriber}: {Delivered} events delivered, {State}",
            actor, letter.Stream, letter.Subscriber, outcome.Delivered,
            outcome.Blocking is null ? "free" : "still blocked");
        return outcome;
    }

    /// <summary>The event is never delivered to this subscriber. If it blocked its stream, those behind it are
    /// redriven. Null when the tenant has no such letter.</summary>
    public async Task<RedriveOutcome?> Discard(string tenant, long id, string actor, CancellationToken cancellation)
    {
        if (await Find(tenant, id, cancellation) is not { } letter || !await letters.Remove(id, cancellation))
            return null;
        log.LogWarning(
            "{Actor} discarded {Event} at position {Position} of {Stream} for {Subscriber}",
            actor, letter.EventType, letter.Position, letter.Stream, letter.Subscriber);
        var next = await letters.First(letter.Subscriber, letter.Stream, cancellation);
        return next is null || next.Position < letter.Position
            ? new RedriveOutcome(0, next)
            : await Redrive(letter.Subscriber, letter.Stream, cancellation);
    }

    private async Task<DeadLetter?> Find(string tenant, long id, CancellationToken cancellation) =>
        await letters.Find(id, cancellation) is { } letter && letter.Tenant == tenant ? letter : null;

    private async Task<RedriveOutcome> Redrive(string subscriber, string stream, CancellationToken cancellation)
    {
        for (var delivered = 0; ; delivered++)
        {
            var first = await letters.First(subscriber, stream, cancellation);
            if (first is null || delivered == RedrivenMax)
                return new RedriveOutcome(delivered, first);
            try
            {
                await Deliver(first, cancellation);
            }
            catch (Exception error) when (
                !DeliveryFailure.IsOutage(error) && !cancellation.IsCancellationRequested)
            {
                // Stored with the dead letter, for the next operator to read.
                first = first with { Error = BlockedStreams.Describe(error), Attempts = first.Attempts + 1 };
                await letters.Fail(first.Id, first.Error, first.Attempts, cancellation);
                return new RedriveOutcome(delivered, first);
            }

            await letters.Remove(first.Id, cancellation);
        }
    }

    private async Task Deliver(DeadLetter letter, CancellationToken cancellation)
    {
        var item = await journal.ReadAt([letter.Position], cancellation) is [var found]
            ? EventDelivery.ToPublished(found)
            : throw new JournalCorruptException($"There is no event at position {letter.Position}.");
        var key = letter.Stream[(letter.Stream.IndexOf('/', StringComparison.Ordinal) + 1)..];
        await grains.GetGrain<IParticipantGrain>(GrainId.Create(letter.Subscriber, key)).Redeliver(item);
    }
}

/// <summary>Operators' commands on dead letters. Each is appended to the journal before it is executed, and so is in
/// the audit and in the timeline of the order that the event belongs to.</summary>
public sealed class DeadLetterCommands(
    DeadLetterQueries queries, IDeadLetters letters, IEventJournal journal, IEventCodec codec, TimeProvider clock)
{
    private const int ConflictsMax = 5;

    /// <summary>Records and executes <see cref="DeadLetterQueries.Redrive(string, long, string,
    /// CancellationToken)"/>.</summary>
    public async Task<RedriveOutcome?> Redrive(Origin who, long id, CancellationToken cancellation)
    {
        if (await Find(who, id, cancellation) is not { } letter)
            return null;
        await Record(who, letter, new DeadLetterEvent.RedriveAsked(
            letter.Subscriber, letter.Stream, letter.Position, letter.EventType) { At = clock.GetUtcNow() });
        return await queries.Redrive(who.Tenant, id, who.Actor, cancellation);
    }

    /// <summary>Records and executes <see cref="DeadLetterQueries.Discard"/>.</summary>
    public async Task<RedriveOutcome?> Discard(Origin who, long id, CancellationToken cancellation)
    {
        if (await Find(who, id, cancellation) is not { } letter)
            return null;
        await Record(who, letter, new DeadLetterEvent.DiscardAsked(
            letter.Subscriber, letter.Stream, letter.Position, letter.EventType, letter.Error)
        {
            At = clock.GetUtcNow(),
        });
        return await queries.Discard(who.Tenant, id, who.Actor, cancellation);
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

public static class StreamingServices
{
    /// <summary>Registers the routes from events to subscribers, and the operators' access to dead letters.</summary>
    public static IServiceCollection AddStreamRoutes(this IServiceCollection services, StreamRoutes routes) =>
        services.AddSingleton(routes).AddSingleton<DeadLetterQueries>().AddSingleton<DeadLetterCommands>();

    /// <summary>Routes of the product's own events and grains.</summary>
    /// <param name="more">An assembly with further published events and subscribers.</param>
    public static StreamRoutes Routes(Action<EventCodecOptions> events, Assembly? more = null)
    {
        var options = new EventCodecOptions();
        events(options);
        IEnumerable<Type> classes = typeof(StateJson).Assembly.GetTypes();
        if (more is null)
            return StreamRoutes.Of(options, classes);
        options.Assemblies.Add(more);
        return StreamRoutes.Of(options, classes.Concat(more.GetTypes()));
    }
}
