namespace PosSaga.Sagas;

/// <summary>The order saga.</summary>
public static class OrderSteps
{
    // The order of this list is the order of the sale; compensation walks it backwards.
    // Limits: a cart prices its lines from as many products; a gateway attempt takes at most 5 s and the payment
    // retries what is safe; a grain call ends at 30 s. Four attempts of a step span a second and a half of waiting;
    // the customer stands at the till. What must be settled goes on for a day.
    public static IReadOnlyList<Step> Steps { get; } =
    [
        new(SagaStep.ValidateCart,
            Do: AskCart.FreezeCart, Undo: AskCart.ThawCart, Within: Seconds(5),
            Attempts: 4, UnknownOutcomeCode: "cart-unreachable", Late: AskCart.ThawCart,
            // Without the priced cart in the log, the frozen one alone knows which stock was asked.
            HoldUndo: saga => saga.Cart is null && saga.Done.Has(SagaStep.ReserveStock)),
        new(SagaStep.ReserveStock,
            Do: AskStock.ReserveStock, Undo: AskStock.ReleaseStock, Within: Seconds(5),
            Attempts: 4, UnknownOutcomeCode: "stock-unreachable", Late: AskStock.ReleaseStock),
        new(SagaStep.ProcessPayment,
            Do: AskPayment.Authorise, Undo: AskPayment.VoidPayment, Within: Seconds(25),
            Attempts: 4, UnknownOutcomeCode: "payment-outcome-unknown",
            Inquire: AskPayment.Inquire, Late: AskPayment.VoidPayment, AsksGateway: true),
        new(SagaStep.ConfirmOrder,
            Do: AskOrder.ConfirmOrder, Undo: AskOrder.WithdrawOrder, Within: Seconds(5),
            Attempts: 4, UnknownOutcomeCode: "order-unreachable", Late: AskOrder.WithdrawOrder),
        new(SagaStep.Finish,
            Do: AskFinish.CaptureAndCommit, Undo: null, Within: Seconds(25),
            Attempts: int.MaxValue, UnknownOutcomeCode: "finish-unreachable", Rest: AskFinish.CommitWhatIsLeft,
            AsksGateway: true),
    ];

    private static TimeSpan Seconds(int seconds) => TimeSpan.FromSeconds(seconds);
}
