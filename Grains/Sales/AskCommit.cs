using PosSaga.Payments;
using PosSaga.Registers;
using PosSaga.Sagas;

namespace PosSaga.Sales;

/// <summary>The sale stands: its number, the money, the goods. The number comes first, from the register alone, so that
/// it is there before anything that cannot be taken back.</summary>
internal static class AskCommit
{
    private static readonly TimeSpan PartWithin = TimeSpan.FromSeconds(5);

    public static Task<StepResult> NumberCaptureAndCommit(SagaCall<Sale> call) => Commit(call, byHand: false);

    /// <summary>After a person has settled it: see <see cref="AskFinish.CommitWhatIsLeft"/>.</summary>
    public static Task<StepResult> CommitWhatIsLeft(SagaCall<Sale> call) => Commit(call, byHand: true);

    private static async Task<StepResult> Commit(SagaCall<Sale> call, bool byHand)
    {
        var answer = await AskPrice.Register(call).RecordSale(Record(call)).WaitAsync(PartWithin, call.Clock);
        if (answer.Refusal is { } no)
            return StepResult.Refuse(no);
        var stock = StepResults.Answered(AskSaleStock.CommitStock(call).WaitAsync(PartWithin, call.Clock));
        IEnumerable<StepResult> parts = [.. await AskTenders.Capture(call), await stock];
        if (byHand)
            parts = [.. parts.Skip(call.Saga.MoneyByHand ? parts.Count() - 1 : 0).Select(AskFinish.SettledByHand)];
        return StepResults.Combine([.. parts]) is var all && all is StepResult.Done
            ? new StepResult.SaleNumbered(answer.Value!)
            : all;
    }

    internal static RecordSale Record(SagaCall<Sale> call)
    {
        var sale = call.Saga.Priced!;
        var tenders =
            from tender in sale.Tenders
            group tender by tender.Method into method
            select new TenderTotal(
                method.Key, method.Count(),
                method.Aggregate(
                    method.Key == PaymentMethod.Cash ? sale.Rounding : Money.Zero, (sum, one) => sum + one.Amount));
        return new RecordSale(
            call.Origin, call.Id, sale.Items, sale.Subtotal, sale.Tax, sale.Total, sale.Rounding, [.. tenders]);
    }
}
