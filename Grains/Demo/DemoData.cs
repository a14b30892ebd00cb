using PosSaga.Catalogue;
using PosSaga.Inventory;
using PosSaga.Registers;
using PosSaga.Stores;

namespace PosSaga.Demo;

/// <summary>Loads the demonstration through the same commands as everybody's. Each step is a repetition when it was
/// done before, so an interrupted load is simply run again.</summary>
public static class DemoData
{
    public const int InitialQuantity = 100;
    public const int WarehouseThreshold = 20;

    private const string Actor = "system:demo";
    private const string Once = "demo/1";

    // As many as one flush takes without queueing; more would only wait.
    private const int AtOnce = 64;

    public static async Task Load(IGrainFactory grains, string tenant, CancellationToken cancellation = default)
    {
        var origin = new Origin(tenant, Actor, Once);
        await All(DemoCatalogue.Stores.Select(store => Work(() => Open(grains, origin, store))), cancellation);
        var registers =
            from store in DemoCatalogue.Stores
            where store.Kind is StoreKind.Store
            from register in DemoCatalogue.Registers
            select Work(() => Set(grains, origin, store, register));
        await All(registers, cancellation);
        await All(DemoCatalogue.Products.Select(product => Work(() => Add(grains, origin, product))), cancellation);

        var stocks =
            from store in DemoCatalogue.Stores
            where store.Kind is not StoreKind.Office
            from product in DemoCatalogue.Products
            select Work(() => Fill(grains, origin, store, product));
        await All(stocks, cancellation);
    }

    private static async Task Open(IGrainFactory grains, Origin origin, StoreView store) => Done(
        await grains.GetGrain<IStoreGrain>(GrainKeys.Of(origin.Tenant, store.Id))
            .Open(new OpenStore(origin, store.Name, store.Province, store.Kind)));

    // One that a person has set since is left alone.
    private static async Task Set(IGrainFactory grains, Origin origin, StoreView store, string register)
    {
        var grain = grains.GetGrain<IRegisterGrain>(
            GrainKeys.Of(origin.Tenant, Register.AddressOf(store.Id, register)));
        if (await grain.Get() is null)
            Done(await grain.Set(new SetRegister(origin, store.Id, register, "Caisse " + register[1..], Active: true)));
    }

    private static async Task Add(IGrainFactory grains, Origin origin, DemoProduct product) => Done(
        await grains.GetGrain<IProductGrain>(GrainKeys.Of(origin.Tenant, product.Sku))
            .Add(new AddProduct(origin, product.Name, product.Category, product.Price, product.Threshold, Once)));

    private static async Task Fill(IGrainFactory grains, Origin origin, StoreView store, DemoProduct product)
    {
        var stock = grains.GetGrain<IStockGrain>(GrainKeys.OfStock(origin.Tenant, store.Id, product.Sku));
        Done(await stock.Receive(new ReceiveStock(origin, InitialQuantity, Once, Key: Once, Fingerprint: Once)));

        // One that a person has set since is left alone.
        if (store.Kind == StoreKind.Warehouse && (await stock.Get()).Threshold is null)
            Done(await stock.SetThreshold(new SetThreshold(origin, WarehouseThreshold)));
    }

    private static async Task All(IEnumerable<Func<Task>> works, CancellationToken cancellation)
    {
        foreach (var some in works.Chunk(AtOnce))
        {
            cancellation.ThrowIfCancellationRequested();
            await Task.WhenAll(some.Select(work => work()));
        }
    }

    private static Func<Task> Work(Func<Task> work) => work;

    private static T Done<T>(CommandResult<T> answer) => answer.Refusal is null
        ? answer.Value!
        : throw new InvalidOperationException($"Demo data was refused: {answer.Refusal.Code}: {answer.Refusal.Text}");
}
