using System.Globalization;
using PosSaga.Carts;
using PosSaga.Catalogue;
using PosSaga.Claims;
using PosSaga.Inventory;
using PosSaga.Notifications;
using PosSaga.Payments;
using PosSaga.Refunds;
using PosSaga.Sagas;

namespace PosSaga.Load;

/// <summary>What the tills do over HTTP, by grain calls.</summary>
internal sealed class GrainShop(IGrainFactory grains, Assortment assortment)
{
    public const string Tenant = "demo";

    // A call has 30 s; a saga that has not ended after so many slices is stuck.
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
    /// <returns>The last state of the saga.</returns>
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

/// <summary>What customers and agents do about claims over HTTP, by grain calls. A claim has its order's
/// number.</summary>
internal sealed class GrainClaims(IGrainFactory grains, GrainShop shop, ClaimPlans plans, string customerId)
{
    private const string Agent = "load-agent";

    public string ClaimId(long number) => shop.NumberedId("k", number);

    public string OrderId(long number) => shop.NumberedId("o", number);

    public IClaimGrain Claim(string id) => grains.GetGrain<IClaimGrain>(GrainKeys.Of(GrainShop.Tenant, id));

    public IRefundGrain Record(string id) => grains.GetGrain<IRefundGrain>(GrainKeys.Of(GrainShop.Tenant, id));

    public INotificationGrain Messages(string id) =>
        grains.GetGrain<INotificationGrain>(GrainKeys.Of(GrainShop.Tenant, id));

    /// <summary>A completed order for claims to be about.</summary>
    public async Task PlaceOrder(long number)
    {
        var plan = plans.Orders.Plan(number);
        var saga = await shop.Order(plan, await shop.FillCart(plan, number), number);
        if (saga.State != Sagas.SagaState.Completed)
            throw new SystemNotUsableException($"Order {saga.Id} is {saga.State}: there is nothing to complain about.");
    }

    /// <summary>Everything before the refund: from the claim to its resolution.</summary>
    public async Task OpenAndResolve(long number)
    {
        var (id, plan) = (ClaimId(number), plans.Plan(number));
        var (claim, from) = (Claim(id), GrainShop.From(OrderId(number)));
        GrainShop.Require(await claim.Create(new CreateClaim(
            from, Now, customerId, null, plan.Type, "load", Urgency.Low, OrderId(number), plan.Lines, id)), id);
        GrainShop.Require(await claim.Assign(new AssignClaim(from, Now, Agent)), id);
        GrainShop.Require(await claim.Start(new StartClaim(from, Now)), id);
        GrainShop.Require(await claim.Resolve(new ResolveClaim(from, Now, "money back")), id);
    }

    public async Task AskForRefund(long number)
    {
        var id = ClaimId(number);
        GrainShop.Require(await Claim(id).Refund(new RefundClaim(GrainShop.From(id), Now)), id);
    }

    private static DateTimeOffset Now => DateTimeOffset.UtcNow;
}
