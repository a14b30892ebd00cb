using PosSaga.Journal;

namespace PosSaga.Catalogue;

/// <summary>Remembers what an idempotency key was first used for when the client names the SKU itself: with another SKU
/// the same key would meet another product, which cannot know. Key <c>{tenant}/{key id}</c>.</summary>
[Alias("possaga.product-request")]
public interface IProductRequestGrain : IGrainWithStringKey
{
    /// <summary>Once; a replay with the same fingerprint, refused with another.</summary>
    [Alias("Hold")] Task<CommandResult<string>> Hold(HoldProductRequest command);
}

/// <param name="Fingerprint">Of the request.</param>
[GenerateSerializer, Immutable, Alias("possaga.product-request.hold")]
public sealed record HoldProductRequest(Origin Origin, string Fingerprint);

public abstract record ProductRequestEvent
{
    [StoredAs("product-request.held/1")] public sealed record Held(string Fingerprint) : ProductRequestEvent;

    private ProductRequestEvent() { }
}
