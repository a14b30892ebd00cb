using Orleans.Streams;
using Orleans.Streams.Core;
using PosSaga.EventSourcing;
using PosSaga.Journal;

namespace PosSaga.Streams;

/// <summary>A grain that takes part in a choreography: it is activated by the first event of its process, and answers
/// events with events of its own. Delivery is at least once; an answer carries the position of what it answers, so
/// that the next delivery of the same event finds it handled.</summary>
/// <remarks>A subclass says <c>[ImplicitStreamSubscription(StreamNames.…)]</c>, once: the order of events is that of
/// one stream, and positions of two could overtake each other. With <c>[Handles&lt;TEvent&gt;]</c> it says what of that
/// stream it answers: nothing else comes to <see cref="React"/>.</remarks>
public abstract class ParticipantGrain<TState, TEvent>(IEventCodec codec)
    : AggregateGrain<TState, TEvent>, IParticipantGrain, IStreamSubscriptionObserver, IAsyncObserver<PublishedEvent>
    where TState : class, IAggregate<TState, TEvent>, IParticipantState
    where TEvent : class
{
    /// <summary>Answers an event that was not answered before, or leaves it. An exception is the stream's business: it
    /// tries again, and puts aside what keeps failing, together with all that comes behind it.</summary>
    protected abstract Task React(IncomingEvent cause);

    Task IStreamSubscriptionObserver.OnSubscribed(IStreamSubscriptionHandleFactory handleFactory) =>
        handleFactory.Create<PublishedEvent>().ResumeAsync(this);

    Task IAsyncObserver<PublishedEvent>.OnNextAsync(PublishedEvent item, StreamSequenceToken? token) => Answer(item);

    /// <summary>Nothing to do: what failed was thrown here first.</summary>
    Task IAsyncObserver<PublishedEvent>.OnErrorAsync(Exception ex) => Task.CompletedTask;

    Task IParticipantGrain.Redeliver(PublishedEvent item) => Answer(item);

    private async Task Answer(PublishedEvent item)
    {
        await EnsureLoaded();
        if (item.Position <= Current.HandledUpTo)
        {
            // By an append that may still be on its way: it counts once the journal holds it.
            await ConfirmEvents();
            return;
        }

        var cause = new IncomingEvent(
            await codec.Decode(item.Type, item.Data), codec.DecodeMetadata(item.Metadata), item.Position, item.Stream,
            item.Version, DateTimeOffset.UnixEpoch.AddMicroseconds(item.TimeMicros));
        // A process of another version may deliver what is nothing to this one.
        if (!HandlesAttribute.Includes(GetType(), cause.Event))
            return;
        var version = Version;
        using var span = Spans.Of(item.Type, GetType().Name, cause.Metadata.Trace);
        try
        {
            await React(cause);
        }
        catch (ReactionRefusedException)
        {
            // Out of place, or after a takeover this activation has not heard of its own earlier answers.
            await RefreshFromJournal();
            if (Version == version)
                throw;
            await Answer(item);
        }
    }

    /// <summary>Records what follows from an event, once, whatever is delivered again and whoever else is
    /// active.</summary>
    /// <param name="decide">Answers Replay where nothing follows.</param>
    /// <exception cref="ReactionRefusedException">The decision was a refusal; nothing was recorded.</exception>
    protected async Task HandleOnce(IncomingEvent cause, Func<TState, Decision<TEvent>> decide)
    {
        var answer = await Handle(
            cause.Origin(),
            state => cause.Position <= state.HandledUpTo ? Decision<TEvent>.Replay : decide(state),
            state => state.HandledUpTo);
        if (answer.Refusal is { } refusal)
            throw new ReactionRefusedException(refusal);
    }
}

/// <summary>A participant refused to answer an event: nobody is there to hear a refusal, so somebody has to
/// look.</summary>
public sealed class ReactionRefusedException(Refusal refusal) : Exception($"{refusal.Code}: {refusal.Text}")
{
    public Refusal Refusal { get; } = refusal;
}
