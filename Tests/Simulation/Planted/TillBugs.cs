using PosSaga.Sagas;
using PosSaga.Sales;

namespace PosSaga.Tests.Simulation;

/// <summary>Small mistakes at the till.</summary>
internal static class TillBugs
{
    public static IReadOnlyList<PlantedBug> All { get; } =
    [
        new("a register forgets which sales have a number",
            new() { Journal = (_, j) => new ForgetsKeys(j, k => k.Key.StartsWith("sale:", StringComparison.Ordinal)) },
            nameof(NumbersHaveNoGap), nameof(TheDrawerAddsUp), nameof(HistoriesFold),
            nameof(GrainsSayWhatTheJournalSays)) { Story = Story.Tills },
        new("the cards of a sale that failed are not voided",
            new() { SaleSteps = With(SagaStep.ProcessPayment, step => step with { Undo = Nothing, Late = Nothing }) },
            nameof(CardsOfSalesAreTheGateways)) { Story = Story.Tills },
        new("the goods of a sale that failed are not given back",
            new() { SaleSteps = With(SagaStep.ReserveStock, step => step with { Undo = Nothing, Late = Nothing }) },
            nameof(NothingStaysReserved)) { Story = Story.Tills },
        new("a sale is told to be sold before its cards are captured",
            new() { SaleSteps = With(SagaStep.Commit, step => step with { Do = NumberOnly }) },
            nameof(CardsOfSalesAreTheGateways), nameof(GoodsOfSalesLeftTheShelf), nameof(NothingStaysReserved))
        { Story = Story.Tills },
        new("the goods of a voided sale stay away",
            new() { SaleSteps = With(SagaStep.Void, step => step with { Do = GoodsStayAway }) },
            nameof(GoodsOfSalesLeftTheShelf)) { Story = Story.Tills },
    ];

    private static Task<StepResult> GoodsStayAway(SagaCall<Sale> call) => AskVoid.GiveBack(
        call with { Saga = call.Saga with { Request = call.Saga.Request! with { Lines = [] } } });

    private static Task<StepResult> Nothing(SagaCall<Sale> call) => Task.FromResult(StepResult.Ok);

    private static async Task<StepResult> NumberOnly(SagaCall<Sale> call)
    {
        var gift = call.Saga with { Request = call.Saga.Request! with { Tenders = [], Lines = [] } };
        return await AskCommit.NumberCaptureAndCommit(call with { Saga = gift });
    }

    private static Step<Sale>[] With(SagaStep name, Func<Step<Sale>, Step<Sale>> change) =>
        [.. SaleSteps.Steps.Select(step => step.Name == name ? change(step) : step)];
}
