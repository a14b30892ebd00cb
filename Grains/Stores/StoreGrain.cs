using PosSaga.EventSourcing;

namespace PosSaga.Stores;

/// <summary>One store, one writer.</summary>
[GrainType("store")]
internal sealed class StoreGrain : AggregateGrain<Store, StoreEvent>, IStoreGrain
{
    public async Task<StoreView?> Get()
    {
        await EnsureLoaded();
        return Confirmed.Exists ? Confirmed.View(Id) : null;
    }

    public Task<CommandResult<StoreView>> Open(OpenStore command) =>
        Handle(command.Origin, store => StoreDecider.Decide(store, command), store => store.View(Id));
}
