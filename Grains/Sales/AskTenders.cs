using PosSaga.Sagas;

namespace PosSaga.Sales;

/// <summary>The goods of a sale.</summary>
internal static class AskSaleStock
{
    public static Task<StepResult> ReserveStock(SagaCall<Sale> call) => Goods(call).Reserve(call.Now);

    public static Task<StepResult> ReleaseStock(SagaCall<Sale> call) => Goods(call).Release();

    public static Task<StepResult> CommitStock(SagaCall<Sale> call) => Goods(call).Commit();

    public static Task<StepResult> Restock(SagaCall<Sale> call, string refundId) => Goods(call).Restock(refundId);

    // Out of the request: the log says what was asked for before anything is reserved.
    private static StockHold Goods(SagaCall<Sale> call)
    {
        var request = call.Saga.Request!;
        return new StockHold(
            call.Grains, call.Tenant, call.Origin, SaleKeys.ReservationOf(call.Id), request.StoreId,
            [.. request.Lines.Select(line => (line.Sku, line.Quantity))]);
    }
}

/// <summary>The cards of a sale, each a payment of its own; its cash lies on the counter.</summary>
internal static class AskTenders
{
    public static Task<StepResult> Authorise(SagaCall<Sale> call) =>
        OfEach(call, (payment, tender) => payment.Authorise(tender.Token ?? ""));

    public static Task<StepResult> Inquire(SagaCall<Sale> call) => OfEach(call, (payment, _) => payment.Inquire());

    public static Task<StepResult> VoidPayments(SagaCall<Sale> call) =>
        OfEach(call, (payment, _) => payment.Void(call.Saga.Failure?.Reason ?? "sale-given-up"));

    public static Task<StepResult[]> Capture(SagaCall<Sale> call) => Each(call, (payment, _) => payment.Capture());

    public static Task<StepResult[]> Refund(SagaCall<Sale> call, string refundId) =>
        Each(call, (payment, _) => payment.Refund(refundId));

    private static async Task<StepResult> OfEach(
        SagaCall<Sale> call, Func<SagaPayment, TenderAsked, Task<StepResult>> ask)
    {
        var results = await Each(call, ask);
        // What the gateway calls an authorisation stands with each payment.
        return StepResults.Combine(
            [.. results.Select(result => result is StepResult.Authorised ? StepResult.Ok : result)]);
    }

    private static Task<StepResult[]> Each(
        SagaCall<Sale> call, Func<SagaPayment, TenderAsked, Task<StepResult>> ask) => Task.WhenAll(
        call.Saga.Request!.Cards(call.Id).Select(card => StepResults.Answered(ask(
            new SagaPayment(
                call.Grains, call.Tenant, call.Origin, card.PaymentId, call.Id, card.Tender.Amount, card.Tender.Method),
            card.Tender))));
}
