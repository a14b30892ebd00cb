using PosSaga.EventSourcing;

namespace PosSaga.Catalogue;

/// <summary>One product, one writer; read by every cart that holds it.</summary>
[GrainType("product")]
internal sealed class ProductGrain : AggregateGrain<Product, ProductEvent>, IProductGrain
{
    public async Task<ProductView?> Get()
    {
        await EnsureLoaded();
        return Confirmed.Exists ? Confirmed.View(Id) : null;
    }

    public Task<CommandResult<ProductView>> Add(AddProduct command) =>
        Handle(command.Origin, product => ProductDecider.Decide(product, command), product => product.View(Id));

    public Task<CommandResult<ProductView>> Change(ChangeProduct command) =>
        Handle(command.Origin, product => ProductDecider.Decide(product, command), product => product.View(Id));
}
