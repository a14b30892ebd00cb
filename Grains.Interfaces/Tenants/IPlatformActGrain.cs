using PosSaga.Journal;

namespace PosSaga.Tenants;

/// <summary>One act of whoever runs the installation, on record before it is done. Key <c>{the actor's tenant}/{act
/// id}</c>.</summary>
[Alias("possaga.platform-act")]
public interface IPlatformActGrain : IGrainWithStringKey
{
    [Alias("Record")] Task<CommandResult<string>> Record(RecordPlatformAct command);
}

/// <param name="Act">The route, such as <c>POST /api/v1/audit/verify</c>.</param>
/// <param name="Detail">What was asked for; no personal data.</param>
[GenerateSerializer, Immutable, Alias("possaga.platform-act.record")]
public sealed record RecordPlatformAct(Origin Origin, DateTimeOffset At, string Act, string? Detail);

public abstract record PlatformActEvent
{
    [StoredAs("platform-act.asked/1")]
    public sealed record Asked(string Act, string? Detail, DateTimeOffset At) : PlatformActEvent;

    private PlatformActEvent() { }
}
