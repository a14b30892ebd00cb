namespace PosSaga.Sagas;

/// <summary>The order stands: take the money, take the goods off the shelf, close the cart. None depends on
/// another.</summary>
internal static class AskFinish
{
    public static async Task<StepResult> CaptureAndCommit(SagaCall call) => Together.Of(await Task.WhenAll(
        Together.Answered(AskPayment.CapturePayment(call)),
        Together.Answered(AskStock.CommitStock(call)),
        Together.Answered(AskCart.CloseCart(call))));
}
