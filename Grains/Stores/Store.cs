using System.Text.Json.Serialization;
using PosSaga.EventSourcing;
using PosSaga.Journal;

namespace PosSaga.Stores;

/// <summary>A store, the warehouse or the office: where things are and which tax applies.</summary>
[StoredAs("store.state/1")]
public sealed record Store : IAggregate<Store, StoreEvent>
{
    public static Store Initial { get; } = new();

    public string Name { get; init; } = "";

    public string Province { get; init; } = "";

    public StoreKind Kind { get; init; }

    public long Version { get; init; }

    [JsonIgnore] public bool Exists => Version > 0;

    public Store Apply(StoreEvent @event) => @event switch
    {
        StoreEvent.Opened e => new() { Name = e.Name, Province = e.Province, Kind = e.Kind, Version = Version + 1 },
        _ => throw new InvalidOperationException($"A store does not know {@event.GetType().Name}."),
    };

    public StoreView View(string id) => new(id, Name, Province, Kind);
}
