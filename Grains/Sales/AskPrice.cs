using PosSaga.Catalogue;
using PosSaga.Payments;
using PosSaga.Registers;
using PosSaga.Sagas;
using PosSaga.Stores;

namespace PosSaga.Sales;

/// <summary>Whether this register may sell this now, and what it costs. It holds nothing, so there is nothing to give
/// back.</summary>
internal static class AskPrice
{
    public static async Task<StepResult> Price(SagaCall<Sale> call)
    {
        var request = call.Saga.Request!;
        var store = call.Grains.GetGrain<IStoreGrain>(GrainKeys.Of(call.Tenant, request.StoreId)).Get();
        var register = Register(call).Get();
        var shelf = Shelf(call, request);
        if (await store is not { } place)
            return StepResult.Refuse(StoreRefusals.NoSuchStore(request.StoreId, RefusalKind.SaleInvalid));
        if (await register is not { } till || till.StoreId != request.StoreId || till.RegisterId != request.RegisterId)
            return StepResult.Refuse(RegisterRefusals.NoSuchRegister(request.RegisterId, RefusalKind.SaleInvalid));
        if (!till.Active)
            return StepResult.Refuse(RegisterRefusals.Inactive);
        if (!till.ShiftIsOpen && request.Tenders.Any(tender => tender.Method == PaymentMethod.Cash))
            return StepResult.Refuse(RegisterRefusals.ShiftNotOpen);
        return SalePricing.Price(call.Id, request, place, await shelf) switch
        {
            { Refusal: { } no } => StepResult.Refuse(no),
            { Sale: { } sale } => new StepResult.SalePriced(sale),
            _ => new StepResult.UnexpectedResponse("sale-without-price"),
        };
    }

    public static Task<StepResult> ForgetPrice(SagaCall<Sale> call) => Task.FromResult(StepResult.Ok);

    internal static IRegisterGrain Register(SagaCall<Sale> call) => call.Grains.GetGrain<IRegisterGrain>(GrainKeys.Of(
        call.Tenant, Registers.Register.AddressOf(call.Saga.Request!.StoreId, call.Saga.Request.RegisterId)));

    private static async Task<IReadOnlyDictionary<string, ProductView?>> Shelf(
        SagaCall<Sale> call, SaleRequest request)
    {
        // Ordered as in the sale: a simulation must see the same calls in the same order.
        var skus = request.Lines.Select(line => line.Sku).Distinct(StringComparer.Ordinal).ToArray();
        var products = await Task.WhenAll(skus.Select(
            sku => call.Grains.GetGrain<IProductGrain>(GrainKeys.Of(call.Tenant, sku)).Get()));
        var shelf = new Dictionary<string, ProductView?>(StringComparer.Ordinal);
        for (var i = 0; i < skus.Length; i++)
            shelf.Add(skus[i], products[i]);
        return shelf;
    }
}
