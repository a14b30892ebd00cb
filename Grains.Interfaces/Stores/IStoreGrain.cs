using PosSaga.Journal;

namespace PosSaga.Stores;

/// <summary>One store, warehouse or office. Key <c>{tenant}/{store id}</c>.</summary>
[Alias("possaga.store")]
public interface IStoreGrain : IGrainWithStringKey
{
    /// <summary>Null when there is no such store.</summary>
    [AlwaysInterleave, Alias("Get")] Task<StoreView?> Get();

    [Alias("Open")] Task<CommandResult<StoreView>> Open(OpenStore command);
}

public enum StoreKind { Store, Warehouse, Office }

[GenerateSerializer, Immutable, Alias("possaga.store.open")]
public sealed record OpenStore(
    Origin Origin, string Name, string Province, StoreKind Kind);

[GenerateSerializer, Immutable, Alias("possaga.store.view")]
public sealed record StoreView(
    string Id, string Name, string Province, StoreKind Kind);

public abstract record StoreEvent
{
    [StoredAs("store.opened/1")]
    public sealed record Opened(string Name, string Province, StoreKind Kind) : StoreEvent;

    private StoreEvent() { }
}
