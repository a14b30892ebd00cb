using PosSaga.EventSourcing;
using PosSaga.Journal;
using static PosSaga.EventSourcing.Decision<PosSaga.Tenants.PlatformActEvent>;

namespace PosSaga.Tenants;

/// <param name="Act">Null until it was asked for.</param>
[StoredAs("platform-act.state/1")]
public sealed record PlatformAct(string? Act) : IAggregate<PlatformAct, PlatformActEvent>
{
    public static PlatformAct Initial { get; } = new((string?)null);

    public PlatformAct Apply(PlatformActEvent @event) => @event switch
    {
        PlatformActEvent.Asked asked => new(asked.Act),
        _ => throw new InvalidOperationException($"An act of the platform does not know {@event.GetType().Name}."),
    };

    public static Decision<PlatformActEvent> Decide(PlatformAct act, RecordPlatformAct record) => act.Act is null
        ? Record(new PlatformActEvent.Asked(record.Act, record.Detail, record.At))
        : Replay;
}

[GrainType("platform-act")]
internal sealed class PlatformActGrain : AggregateGrain<PlatformAct, PlatformActEvent>, IPlatformActGrain
{
    protected override bool IsAtRest(PlatformAct act) => true;

    public Task<CommandResult<string>> Record(RecordPlatformAct command) => Handle(
        command.Origin, act => PlatformAct.Decide(act, command), act => act.Act!, begins: true);
}
