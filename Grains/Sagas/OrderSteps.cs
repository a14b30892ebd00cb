namespace PosSaga.Sagas;

/// <summary>The order saga.</summary>
public static class OrderSteps
{
    // The order of this list is the order of the sale; compensation walks it backwards.
    // Limits: a cart prices its lines from as many products; a gateway attempt takes at most 5 s and the payment
    // retries what is safe; a grain call ends at 30 s. Six undo attempts span half a minute, ten of Finish two and a
    // half.
    public static IReadOnlyList<Step> Steps { get; } =
    [
        new(SagaStep.ValidateCart,
            Do: AskCart.FreezeCart, Undo: AskCart.ThawCart, Within: Seconds(5),
            Attempts: 4, UndoAttempts: 6, Unsure: "cart-unreachable", Late: AskCart.ThawCart),
        new(SagaStep.ReserveStock,
            Do: AskStock.ReserveStock, Undo: AskStock.ReleaseStock, Within: Seconds(5),
            Attempts: 4, UndoAttempts: 6, Unsure: "stock-unreachable", Late: AskStock.ReleaseStock),
        new(SagaStep.ProcessPayment,
            Do: AskPayment.Authorise, Undo: AskPayment.VoidPayment, Within: Seconds(25),
            Attempts: 4, UndoAttempts: 6, Unsure: "payment-outcome-unknown",
            Inquire: AskPayment.Inquire, Late: AskPayment.VoidPayment),
        new(SagaStep.ConfirmOrder,
            Do: AskOrder.ConfirmOrder, Undo: AskOrder.WithdrawOrder, Within: Seconds(5),
            Attempts: 4, UndoAttempts: 6, Unsure: "order-unreachable", Late: AskOrder.WithdrawOrder),
        new(SagaStep.Finish,
            Do: AskFinish.CaptureAndCommit, Undo: null, Within: Seconds(25),
            Attempts: 10, UndoAttempts: 0, Unsure: "finish-unreachable"),
    ];

    private static TimeSpan Seconds(int seconds) => TimeSpan.FromSeconds(seconds);
}
