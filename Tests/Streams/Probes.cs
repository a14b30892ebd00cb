using Orleans;
using PosSaga.EventSourcing;
using PosSaga.Journal;
using PosSaga.Streams;

namespace PosSaga.Tests.Streams;

public abstract record ProbeEvent
{
    public const string Namespace = "probes";

    /// <summary>What participants hear.</summary>
    [StoredAs("probe.called/1"), Published(Namespace)]
    public sealed record Called(int Number, string What = "") : ProbeEvent;

    /// <summary>What only one kind hears.</summary>
    [StoredAs("probe.hummed/1"), Published(Namespace)]
    public sealed record Hummed(int Number) : ProbeEvent;

    /// <summary>What nobody hears.</summary>
    [StoredAs("probe.unpublished/1")] public sealed record Whispered(int Number) : ProbeEvent;

    private ProbeEvent() { }
}

/// <summary>A participant's own events: what it heard, in its order.</summary>
public abstract record HeardEvent
{
    public const string Namespace = "echoes";

    [StoredAs("heard.noted/1"), Published(Namespace)] public sealed record Noted(int Number, long Handled) : HeardEvent;

    private HeardEvent() { }
}

[StoredAs("heard.state/1")]
public sealed record Heard(long HandledUpTo, IReadOnlyList<int> Numbers)
    : IAggregate<Heard, HeardEvent>, IParticipantState
{
    public static Heard Initial { get; } = new(0, []);

    public Heard Apply(HeardEvent @event) => @event is HeardEvent.Noted noted
        ? new Heard(noted.Handled, [.. Numbers, noted.Number])
        : throw new InvalidOperationException("unknown event");
}

/// <summary>What tests do to participants, and see of them: a world of its own for each test.</summary>
public sealed class ProbeControl
{
    private readonly Dictionary<string, int> _tries = [];
    private int _reactions;

    /// <summary>Answers an exception for a call that cannot be handled; it sees how often it was tried, this time
    /// included.</summary>
    public Func<string, ProbeEvent.Called, int, Exception?> Fails { get; set; } = static (_, _, _) => null;

    /// <summary>Holds a participant in the middle of a call.</summary>
    public Func<string, ProbeEvent.Called, Task> Pause { get; set; } = static (_, _) => Task.CompletedTask;

    /// <summary>Fails an activation, or holds it.</summary>
    public Func<string, Task> Activates { get; set; } = static _ => Task.CompletedTask;

    /// <summary>Holds the turn of a call that is no delivery.</summary>
    public Task Held { get; set; } = Task.CompletedTask;

    /// <summary>Completes when such a call is in its turn.</summary>
    public TaskCompletionSource Holds { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public int Reactions => Volatile.Read(ref _reactions);

    public async Task React(string id, ProbeEvent.Called called)
    {
        Interlocked.Increment(ref _reactions);
        int tries;
        lock (_tries)
            tries = _tries[$"{id}/{called.Number}"] = _tries.GetValueOrDefault($"{id}/{called.Number}") + 1;
        await Pause(id, called);
        if (Fails(id, called, tries) is { } error)
            throw error;
    }
}

public interface IProbeParticipant : IGrainWithStringKey
{
    Task<IReadOnlyList<int>> Numbers();

    /// <summary>Takes a turn for as long as the test says.</summary>
    Task Hold();
}

/// <summary>Notes the number of every call.</summary>
[GrainType("probe-participant"), ImplicitStreamSubscription(ProbeEvent.Namespace), Handles<ProbeEvent.Called>]
internal sealed class ProbeParticipant(IEventCodec codec, ProbeControl control)
    : ParticipantGrain<Heard, HeardEvent>(codec), IProbeParticipant
{
    public async Task<IReadOnlyList<int>> Numbers()
    {
        await EnsureLoaded();
        return Confirmed.Numbers;
    }

    public Task Hold()
    {
        control.Holds.TrySetResult();
        return control.Held;
    }

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        await control.Activates(GrainKeys.IdOf(this.GetPrimaryKeyString()));
        await base.OnActivateAsync(cancellationToken);
    }

    protected override async Task React(IncomingEvent cause)
    {
        var called = (ProbeEvent.Called)cause.Event;
        await control.React(Id, called);
        if (called.What == "refused")
            await HandleOnce(
                cause, _ => Decision<HeardEvent>.Refuse(new("probe-refused", RefusalKind.Conflict, "Not this one.")));
        else if (called.What != "ignored")
            await HandleOnce(
                cause, _ => Decision<HeardEvent>.Record(new HeardEvent.Noted(called.Number, cause.Position)));
    }
}

public interface IEchoParticipant : IProbeParticipant;

/// <summary>Hears what the other noted.</summary>
[GrainType("echo-participant"), ImplicitStreamSubscription(HeardEvent.Namespace)]
internal sealed class EchoParticipant(IEventCodec codec) : Repeater(codec), IEchoParticipant
{
    protected override int NumberOf(object heard) => ((HeardEvent.Noted)heard).Number;
}

public interface IHumParticipant : IProbeParticipant;

/// <summary>Hears what was hummed, and no call.</summary>
[GrainType("hum-participant"), ImplicitStreamSubscription(ProbeEvent.Namespace), Handles<ProbeEvent.Hummed>]
internal sealed class HumParticipant(IEventCodec codec) : Repeater(codec), IHumParticipant
{
    protected override int NumberOf(object heard) => ((ProbeEvent.Hummed)heard).Number;
}

/// <summary>Repeats the number of everything it hears.</summary>
internal abstract class Repeater(IEventCodec codec) : ParticipantGrain<Echoed, EchoEvent>(codec), IProbeParticipant
{
    public async Task<IReadOnlyList<int>> Numbers()
    {
        await EnsureLoaded();
        return Confirmed.Numbers;
    }

    public Task Hold() => Task.CompletedTask;

    protected abstract int NumberOf(object heard);

    protected override Task React(IncomingEvent cause) => HandleOnce(cause, _ => Decision<EchoEvent>.Record(
        new EchoEvent.Repeated(NumberOf(cause.Event), cause.Position)));
}

public abstract record EchoEvent
{
    [StoredAs("echo.repeated/1")] public sealed record Repeated(int Number, long Handled) : EchoEvent;

    private EchoEvent() { }
}

[StoredAs("echo.state/1")]
public sealed record Echoed(long HandledUpTo, IReadOnlyList<int> Numbers)
    : IAggregate<Echoed, EchoEvent>, IParticipantState
{
    public static Echoed Initial { get; } = new(0, []);

    public Echoed Apply(EchoEvent @event) => @event is EchoEvent.Repeated repeated
        ? new Echoed(repeated.Handled, [.. Numbers, repeated.Number])
        : throw new InvalidOperationException("unknown event");
}
