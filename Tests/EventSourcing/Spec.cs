using System.Text.Json;
using PosSaga.EventSourcing;

namespace PosSaga.Tests.EventSourcing;

/// <summary>Given events, when a command is decided, then events or a refusal: the rule book as tests.</summary>
public abstract class Spec<TState, TEvent>
    where TState : class, IAggregate<TState, TEvent>
    where TEvent : class
{
    protected static Situation Given(params TEvent[] history) => new(Fold(TState.Initial, history));

    protected static TState Fold(TState state, IEnumerable<TEvent> events) =>
        events.Aggregate(state, (current, @event) => current.Apply(@event));

    public sealed record Situation(TState State)
    {
        public Outcome When(Func<TState, Decision<TEvent>> decide) => new(State, decide, decide(State));
    }

    public sealed record Outcome(TState State, Func<TState, Decision<TEvent>> Decide, Decision<TEvent> Decision)
    {
        public IReadOnlyList<TEvent> Events => Assert.IsType<Decision<TEvent>.Recorded>(Decision).Events;

        /// <summary>What is true once the decision is recorded.</summary>
        public TState After => Fold(State, Events);

        public Outcome Then(params TEvent[] expected)
        {
            Assert.Equal(expected.Select(Text), Events.Select(Text));
            return this;
        }

        /// <summary>The command again, on the state it made: it was answered before, and nothing is recorded.</summary>
        public void AndTheSameTwice() => Assert.IsType<Decision<TEvent>.Replayed>(Decide(After));

        public Outcome Replayed()
        {
            Assert.IsType<Decision<TEvent>.Replayed>(Decision);
            return this;
        }

        public Refusal Refused(string code)
        {
            var refusal = Assert.IsType<Decision<TEvent>.Refused>(Decision).Refusal;
            Assert.Equal(code, refusal.Code);
            return refusal;
        }

        public void Refused(string code, RefusalKind kind) => Assert.Equal(kind, Refused(code).Kind);
    }

    // Events hold lists, and records compare lists by reference: what is stored is what counts.
    private static string Text(TEvent @event) =>
        @event.GetType().Name + JsonSerializer.Serialize(@event, @event.GetType(), EventJson.Default);
}
