using System.Globalization;
using PosSaga.Carts;
using PosSaga.Catalogue;
using PosSaga.Inventory;
using PosSaga.Load.Measuring;
using PosSaga.Load.Orders;
using PosSaga.Payments;
using PosSaga.Sagas;

namespace PosSaga.Load.InProcess;

/// <summary>What the tills do over HTTP, done by grain calls.</summary>
internal sealed class GrainShop(IGrainFactory grains, Assortment assortment)
{
    public const string Tenant = "demo";

    // A call returns its answer or throws within 30 s; a saga that takes longer than this is stuck.
    private static readonly TimeSpan SliceMax = TimeSpan.FromSeconds(10);
    private const int SlicesMax = 12;
    private const int PreparingClients = 64;

    public IStockGrain Stock(string storeId, string sku) =>
        grains.GetGrain<IStockGrain>(GrainKeys.OfStock(Tenant, storeId, sku));

    public IOrderSagaGrain Saga(string id) => grains.GetGrain<IOrderSagaGrain>(GrainKeys.Of(Tenant, id));

    public IPaymentGrain Payment(string id) => grains.GetGrain<IPaymentGrain>(GrainKeys.Of(Tenant, id));

    /// <summary>Adds the products and fills the shelves.</summary>
    public async Task Prepare()
    {
        await ClosedLoop.Count(PreparingClients, assortment.Skus.Count, async i =>
        {
            var sku = assortment.Skus[i];
            Require(await grains.GetGrain<IProductGrain>(GrainKeys.Of(Tenant, sku)).Add(new AddProduct(
                From(sku), $"Load {sku}", "Load", new Money(Assortment.PriceCentsOf(i)), 1, sku)), sku);
        });
        var shelves = assortment.Shelves.ToList();
        await ClosedLoop.Count(PreparingClients, shelves.Count, async i =>
        {
            var (store, sku) = shelves[i];
            Require(await Stock(store, sku).Receive(new ReceiveStock(
                From(sku), Assortment.ReceivedPerShelf, assortment.RunId, assortment.RunId, assortment.RunId)), sku);
        });
    }

    /// <returns>The cart's id.</returns>
    public async Task<string> FillCart(OrderPlan plan, long number)
    {
        var id = NumberedId("c", number);
        var cart = grains.GetGrain<ICartGrain>(GrainKeys.Of(Tenant, id));
        Require(await cart.Open(new OpenCart(From(id), plan.StoreId, null, id)), id);
        foreach (var line in plan.Lines)
            Require(await cart.SetItem(new SetCartItem(From(id), line.Sku, line.Quantity)), id);
        return id;
    }

    /// <summary>Starts the saga and waits for its end.</summary>
    /// <returns>The saga as it stood at last.</returns>
    public async Task<SagaView> Order(OrderPlan plan, string cartId, long number)
    {
        var id = NumberedId("o", number);
        var saga = Saga(id);
        var view = Require(await saga.Start(new StartOrderSaga(
            From(id), cartId, null, null, null, null, PaymentMethod.CreditCard, plan.Token, id)), id);
        for (var slice = 0; slice < SlicesMax && !AtRest(view); slice++)
            view = await saga.WaitForEnd(SliceMax) ?? throw new SystemNotUsableException($"Saga {id} is gone.");
        return view;
    }

    public string NumberedId(string kind, long number) =>
        string.Create(CultureInfo.InvariantCulture, $"{assortment.RunId}-{kind}{number}");

    public static Origin From(string correlation) => new(Tenant, "load", correlation);

    public static T Require<T>(CommandResult<T> answer, string what) where T : class =>
        answer.Value ?? throw new SystemNotUsableException($"{what}: {answer.Refusal?.Text}");

    private static bool AtRest(SagaView view) => view.StateFinal || view.State == SagaState.NeedsOperator;
}
