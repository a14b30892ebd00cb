using PosSaga.Journal;

namespace PosSaga.Catalogue;

public abstract record ProductEvent
{
    [StoredAs("product.added/1")]
    public sealed record Added(string Name, string Category, Money Price, int Threshold, string Fingerprint)
        : ProductEvent;

    [StoredAs("product.changed/1")]
    public sealed record Changed(string Name, string Category, Money Price, int Threshold, bool Active) : ProductEvent;

    private ProductEvent() { }
}
