using Microsoft.Extensions.Logging;
using Orleans;
using Orleans.Runtime;
using PosSaga.Journal;
using PosSaga.Journal.Providers;
using PosSaga.Streams;

namespace PosSaga.Silo.Streaming;

/// <summary>What became of a redrive.</summary>
/// <param name="Delivered">Events that were handled and are no dead letters any more.</param>
/// <param name="Blocking">What the stream waits for now; null when it is free.</param>
public sealed record RedriveOutcome(int Delivered, DeadLetter? Blocking);

/// <summary>What operators do with events that were put aside. Safe beside the delivery, in any process: a stream stays
/// blocked until its last dead letter is gone, and then the delivery goes on with what comes next.</summary>
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
                // Whatever it is, it is the answer, and what the next operator should read.
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
