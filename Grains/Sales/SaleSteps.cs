using PosSaga.Sagas;

namespace PosSaga.Sales;

/// <summary>The sale at a till.</summary>
public static class SaleSteps
{
    // The order of this list is the order of the sale; compensation walks it backwards. Limits and attempts as for
    // orders: a customer stands at the till here as well.
    public static IReadOnlyList<Step<Sale>> Steps { get; } =
    [
        new(SagaStep.Price,
            Do: AskPrice.Price, Undo: AskPrice.ForgetPrice, Within: Seconds(5),
            Attempts: 4, UnknownOutcomeCode: "price-unreachable"),
        new(SagaStep.ReserveStock,
            Do: AskSaleStock.ReserveStock, Undo: AskSaleStock.ReleaseStock, Within: Seconds(5),
            Attempts: 4, UnknownOutcomeCode: "stock-unreachable", Late: AskSaleStock.ReleaseStock),
        new(SagaStep.ProcessPayment,
            Do: AskTenders.Authorise, Undo: AskTenders.VoidPayments, Within: Seconds(25),
            Attempts: 4, UnknownOutcomeCode: "payment-outcome-unknown",
            Inquire: AskTenders.Inquire, Late: AskTenders.VoidPayments, AsksGateway: true),
        new(SagaStep.Commit,
            Do: AskCommit.NumberCaptureAndCommit, Undo: null, Within: Seconds(25),
            Attempts: int.MaxValue, UnknownOutcomeCode: "commit-unreachable", Rest: AskCommit.CommitWhatIsLeft,
            AsksGateway: true),
        // Only of a sale that is voided: one that is sold stands at its end before it comes here.
        new(SagaStep.Void,
            Do: AskVoid.GiveBack, Undo: null, Within: Seconds(25),
            Attempts: int.MaxValue, UnknownOutcomeCode: "void-unreachable", Rest: AskVoid.GiveBackWhatIsLeft,
            AsksGateway: true),
    ];

    private static TimeSpan Seconds(int seconds) => TimeSpan.FromSeconds(seconds);
}
