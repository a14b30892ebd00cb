using System.Text.Json.Serialization;
using PosSaga.EventSourcing;
using PosSaga.Journal;

namespace PosSaga.Catalogue;

/// <summary>A product as the catalogue knows it.</summary>
[StoredAs("product.state/1")]
public sealed record Product : IAggregate<Product, ProductEvent>
{
    public static Product Initial { get; } = new();

    public string Name { get; init; } = "";

    public string Category { get; init; } = "";

    public Money Price { get; init; }

    public int Threshold { get; init; }

    public bool Active { get; init; }

    /// <summary>Of the request that added it; null while there is no such product.</summary>
    public string? Fingerprint { get; init; }

    public long Version { get; init; }

    [JsonIgnore] public bool Exists => Fingerprint is not null;

    public Product Apply(ProductEvent @event) => @event switch
    {
        ProductEvent.Added e => new()
        {
            Name = e.Name, Category = e.Category, Price = e.Price, Threshold = e.Threshold, Active = true,
            Fingerprint = e.Fingerprint, Version = Version + 1,
        },
        ProductEvent.Changed e => this with
        {
            Name = e.Name, Category = e.Category, Price = e.Price, Threshold = e.Threshold, Active = e.Active,
            Version = Version + 1,
        },
        _ => throw new InvalidOperationException($"A product does not know {@event.GetType().Name}."),
    };

    public ProductView View(string sku) => new(sku, Name, Category, Price, Threshold, Active, Version);
}
