using PosSaga.EventSourcing;
using PosSaga.Journal;
using static PosSaga.EventSourcing.Decision<PosSaga.Catalogue.ProductRequestEvent>;

namespace PosSaga.Catalogue;

/// <param name="Fingerprint">Of the first request with the key; empty until there was one.</param>
[StoredAs("product-request.state/1")]
public sealed record ProductRequest(string Fingerprint) : IAggregate<ProductRequest, ProductRequestEvent>
{
    public static ProductRequest Initial { get; } = new("");

    public ProductRequest Apply(ProductRequestEvent @event) => @event switch
    {
        ProductRequestEvent.Held held => new(held.Fingerprint),
        _ => throw new InvalidOperationException($"A product's request does not know {@event.GetType().Name}."),
    };

    public static Decision<ProductRequestEvent> Decide(ProductRequest request, HoldProductRequest hold) =>
        request.Fingerprint switch
        {
            ""                                    => Record(new ProductRequestEvent.Held(hold.Fingerprint)),
            var first when first == hold.Fingerprint => Replay,
            _                                     => Refuse(ProductRefusals.RequestKeyReused),
        };
}

[GrainType("product-request")]
internal sealed class ProductRequestGrain : AggregateGrain<ProductRequest, ProductRequestEvent>, IProductRequestGrain
{
    protected override bool IsAtRest(ProductRequest request) => true;

    public Task<CommandResult<string>> Hold(HoldProductRequest command) => Handle(
        command.Origin, request => ProductRequest.Decide(request, command), request => request.Fingerprint,
        begins: true);
}
