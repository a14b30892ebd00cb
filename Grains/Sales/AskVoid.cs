using PosSaga.Sagas;

namespace PosSaga.Sales;

/// <summary>Gives a voided sale back: its cards, its goods, and its part of the drawer. None depends on another, and
/// each is done once, under the sale's id.</summary>
internal static class AskVoid
{
    private static readonly TimeSpan PartWithin = TimeSpan.FromSeconds(5);

    public static async Task<StepResult> GiveBack(SagaCall<Sale> call) => StepResults.Combine(await Parts(call));

    /// <summary>After a person has settled it: a no is what they settled.</summary>
    public static async Task<StepResult> GiveBackWhatIsLeft(SagaCall<Sale> call) =>
        StepResults.Combine([.. (await Parts(call)).Select(AskFinish.SettledByHand)]);

    private static async Task<StepResult[]> Parts(SagaCall<Sale> call)
    {
        var refund = SaleKeys.VoidOf(call.Id);
        var drawer = StepResults.Answered(Drawer(call).WaitAsync(PartWithin, call.Clock));
        var goods = StepResults.Answered(AskSaleStock.Restock(call, refund).WaitAsync(PartWithin, call.Clock));
        return [.. await AskTenders.Refund(call, refund), await goods, await drawer];
    }

    private static async Task<StepResult> Drawer(SagaCall<Sale> call) =>
        StepResult.Of(await AskPrice.Register(call).TakeSaleBack(AskCommit.Record(call)));
}
