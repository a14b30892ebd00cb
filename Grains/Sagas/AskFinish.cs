namespace PosSaga.Sagas;

/// <summary>The order stands: take the money, take the goods off the shelf, close the cart. None depends on
/// another.</summary>
internal static class AskFinish
{
    // As in their own steps. A stock that cannot be reached must not hide, until the whole attempt is over, that the
    // gateway contradicts itself.
    private static readonly TimeSpan StockWithin = TimeSpan.FromSeconds(5);

    public static async Task<StepResult> CaptureAndCommit(SagaCall call) => StepResults.Combine(await Parts(call));

    /// <summary>After a person has settled it: a no is what they settled and counts as done, silence does not, unless it
    /// was the gateway's silence that they settled.</summary>
    public static async Task<StepResult> CommitWhatIsLeft(SagaCall call)
    {
        var parts = await Parts(call);
        return StepResults.Combine([.. parts.Skip(call.Saga.MoneyByHand ? 1 : 0).Select(SettledByHand)]);
    }

    private static Task<StepResult[]> Parts(SagaCall call) => Task.WhenAll(
        StepResults.Answered(AskPayment.CapturePayment(call)),
        StepResults.Answered(AskStock.CommitStock(call).WaitAsync(StockWithin, call.Clock)),
        StepResults.Answered(AskCart.CloseCart(call).WaitAsync(StockWithin, call.Clock)));

    /// <summary>A no is what the person settled.</summary>
    public static StepResult SettledByHand(StepResult part) => part switch
    {
        StepResult.Refused { Refusal.Kind: not RefusalKind.Unavailable } or StepResult.UnexpectedResponse => StepResult.Ok,
        _ => part,
    };
}
