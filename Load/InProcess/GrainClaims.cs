using PosSaga.Claims;
using PosSaga.Load.Claims;
using PosSaga.Load.Orders;
using PosSaga.Notifications;
using PosSaga.Refunds;

namespace PosSaga.Load.InProcess;

/// <summary>What customers and agents do about claims over HTTP, done by grain calls.</summary>
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
        var plan = plans.Order(number);
        var saga = await shop.Order(plan, await shop.FillCart(plan, number), number);
        if (saga.State != Sagas.SagaState.Completed)
            throw new SystemNotUsableException($"Order {saga.Id} is {saga.State}: there is nothing to complain about.");
    }

    /// <summary>From the complaint to its resolution: all that comes before a refund.</summary>
    public async Task OpenAndResolve(long number)
    {
        var (id, plan) = (ClaimId(number), plans.Plan(number));
        var (claim, from) = (Claim(id), GrainShop.From(OrderId(plan.Order)));
        GrainShop.Require(await claim.Create(new CreateClaim(
            from, Now, customerId, null, plan.Type, "load", Urgency.Low, OrderId(plan.Order), plan.Lines, id)), id);
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
