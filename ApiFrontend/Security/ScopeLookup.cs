using PosSaga.Carts;
using PosSaga.Claims;
using PosSaga.Orders;
using PosSaga.Payments;
using PosSaga.Refunds;
using PosSaga.Registers;
using PosSaga.Sagas;
using PosSaga.Sales;

namespace PosSaga.Api;

/// <summary>Whose something is: the store and the customer of a cart, an order and what follows from it, asked of the
/// grains, so that it is never old.</summary>
internal sealed class ScopeLookup(IGrainFactory grains)
{
    private readonly record struct Owner(string? StoreId, string? CustomerId);

    /// <summary>What is not there is not covered.</summary>
    public async ValueTask<bool> Covers(CallerIdentity caller, ScopeOf scope, RouteValueDictionary route)
    {
        string Id(string name = "id") => (string)route[name]!;
        return scope switch
        {
            // What the body names is looked at once it is read; a list narrows itself.
            ScopeOf.Public or ScopeOf.Tenant or ScopeOf.List or ScopeOf.Body => true,
            ScopeOf.WholeTenant or ScopeOf.Platform => caller.Scope.IsWhole,
            ScopeOf.Store => caller.Scope.CoversStore(Id()),
            ScopeOf.Cart => await CoversCart(caller, Id()),
            ScopeOf.Order => await CoversOrder(caller, Id()),
            ScopeOf.Payment => await OfPayment(caller, Id()) is { } order && await CoversOrder(caller, order),
            ScopeOf.Claim => Covers(caller, await OfClaim(caller, Id())),
            ScopeOf.Refund => await CoversRefund(caller, Id()),
            ScopeOf.Sale => Covers(caller, await OfSale(caller, Id())),
            ScopeOf.Register => await CoversRegister(caller, Id()),
            ScopeOf.Correlation => await CoversOrder(caller, Id("correlation"))
                || Covers(caller, await OfClaim(caller, Id("correlation"))),
            _ => throw new ArgumentOutOfRangeException(nameof(scope), scope, "A scope that nobody looks up."),
        };
    }

    public async ValueTask<bool> CoversCart(CallerIdentity caller, string id) =>
        Covers(caller, await OfCart(caller, id));

    public async ValueTask<bool> CoversOrder(CallerIdentity caller, string id) =>
        Covers(caller, await OfOrder(caller, id));

    // A claim may be about a guest's order and still have a customer.
    private async Task<bool> CoversRefund(CallerIdentity caller, string id)
    {
        if (Covers(caller, await OfClaim(caller, id)))
            return true;
        var refund = await Grain<IRefundGrain>(caller, id).Get();
        return await CoversOrder(caller, refund?.OrderId ?? id);
    }

    private static bool Covers(CallerIdentity caller, Owner? owner) =>
        owner is { } known && caller.Scope.Covers(known.StoreId, known.CustomerId);

    private async Task<Owner?> OfCart(CallerIdentity caller, string id) =>
        await Grain<ICartGrain>(caller, id).Get() is { } cart ? new(cart.StoreId, cart.CustomerId) : null;

    private async Task<Owner?> OfOrder(CallerIdentity caller, string id)
    {
        if (await Grain<IOrderSagaGrain>(caller, id).Get() is not { } saga)
            return null;
        // Until its cart was validated the order does not know its store; the cart does.
        return saga.Cart is { } cart
            ? new(cart.StoreId, cart.CustomerId ?? saga.CustomerId)
            : await OfCart(caller, saga.CartId) is { } open
                ? open with { CustomerId = open.CustomerId ?? saga.CustomerId }
            : new(null, saga.CustomerId);
    }

    private async Task<Owner?> OfSale(CallerIdentity caller, string id) =>
        await Grain<ISaleGrain>(caller, id).Get() is { } sale ? new(sale.StoreId, sale.CustomerId) : null;

    private async Task<bool> CoversRegister(CallerIdentity caller, string id) =>
        await Grain<IRegisterGrain>(caller, id).Get() is { } register
        && caller.Scope.CoversStore(register.StoreId) && caller.Scope.CoversRegister(id);

    private async Task<string?> OfPayment(CallerIdentity caller, string id) =>
        (await Grain<IPaymentGrain>(caller, id).Get())?.OrderId;

    private async Task<Owner?> OfClaim(CallerIdentity caller, string id) =>
        await Grain<IClaimGrain>(caller, id).Get() is { } claim ? new(claim.StoreId, claim.CustomerId) : null;

    private T Grain<T>(CallerIdentity caller, string id) where T : IGrainWithStringKey =>
        grains.GetGrain<T>(GrainKeys.Of(caller.Tenant, id));
}
