using PosSaga.Stores;
using PosSaga.Tests.EventSourcing;
using PosSaga.Tests.Runtime;

namespace PosSaga.Tests.Access;

/// <summary>Whatever let it reach the grain: it ends there.</summary>
public sealed class When_a_command_is_of_another_tenant
{
    private readonly GrainWorld _world = new(GrainHost.Simulator);

    [Fact] public void It_is_refused_and_changes_nothing() => _world.Run(async () =>
    {
        var store = _world.Get<IStoreGrain>("9");
        var open = new OpenStore(GrainWorld.From, "Laval", "QC", StoreKind.Store);

        var answer = await store.Open(open with { Origin = GrainWorld.From with { Tenant = "other" } });

        Assert.Equal(("other-tenant", RefusalKind.NotFound), (answer.Refusal?.Code, answer.Refusal?.Kind));
        Assert.Equal(0, await _world.Journal.Head());
        Assert.True((await store.Open(open)).IsDone);
    });
}
