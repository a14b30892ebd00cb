using PosSaga.Inventory;
using PosSaga.Sagas;

namespace PosSaga.Tests.Simulation;

/// <summary>Lists of steps with one mistake in them.</summary>
internal static class StepBugs
{
    public static IReadOnlyList<Step> StockIsNeverReleased =>
        With(SagaStep.ReserveStock, step => step with { Undo = Nothing });

    public static IReadOnlyList<Step> CartIsNeverThawed =>
        With(SagaStep.ValidateCart, step => step with { Undo = Nothing });

    public static IReadOnlyList<Step> CartIsNotClosed => With(SagaStep.Finish, step => step with
    {
        Do = static async call => StepResults.Combine(await Task.WhenAll(
            StepResults.Answered(AskPayment.CapturePayment(call)), StepResults.Answered(AskStock.CommitStock(call)))),
    });

    public static IReadOnlyList<Step> OrderBeforePayment
    {
        get
        {
            var steps = OrderSteps.Steps.ToArray();
            (steps[2], steps[3]) = (steps[3], steps[2]);
            return steps;
        }
    }

    public static IReadOnlyList<Step> UnknownIsARefusal => With(SagaStep.ProcessPayment, step => step with
    {
        Do = static async call => await AskPayment.Authorise(call) is var result and not StepResult.Unknown
            ? result
            : StepResult.Refuse(new Refusal("no-answer", RefusalKind.PaymentDeclined, "It looks like a no.")),
    });

    public static IReadOnlyList<Step> AFailedUndoCountsAsDone => With(SagaStep.ProcessPayment, step => step with
    {
        Undo = static async call => await AskPayment.VoidPayment(call) is StepResult.Unknown
            ? StepResult.Ok
            : await AskPayment.VoidPayment(call),
    });

    public static IReadOnlyList<Step> NoWordLeadsOn => With(SagaStep.ReserveStock, step => step with
    {
        Undo = static async call =>
        {
            await AskStock.ReleaseStock(call);
            return StepResult.Refuse(new Refusal("not-now", RefusalKind.Conflict, "Whoever asks, and however often."));
        },
    });

    public static IReadOnlyList<Step> StepsAreTriedForEver =>
        [.. OrderSteps.Steps.Select(step => step.Undo is null ? step : step with { Attempts = 1_000 })];

    public static IReadOnlyList<Step> APersonIsCalledAfterAMinute =>
        [.. OrderSteps.Steps.Select(step => step with { Patience = TimeSpan.FromMinutes(1) })];

    public static IReadOnlyList<Step> StockWaitsForTheVoid => With(SagaStep.ReserveStock, step => step with
    {
        HoldUndo = saga => saga.Done.Has(SagaStep.ProcessPayment),
    });

    public static IReadOnlyList<Step> PausesGrowWithoutLimit =>
    [
        .. OrderSteps.Steps.Select(step => step with { BackoffMax = TimeSpan.FromHours(2), AsksGateway = false }),
    ];

    public static IReadOnlyList<Step> NothingIsLeftOfASettledFinish =>
        With(SagaStep.Finish, step => step with { Rest = Nothing });

    /// <summary>As if the saga ended with the step that a person settled.</summary>
    /// <param name="isSettled">Whether a person has settled it by now.</param>
    public static IReadOnlyList<Step> NothingIsLeftOfASettledUndo(Func<bool> isSettled) =>
    [
        .. OrderSteps.Steps.Select(step => step.Undo is { } undo
            ? step with { Undo = call => isSettled() ? Nothing(call) : undo(call) }
            : step),
    ];

    /// <summary>Every attempt has an id of its own, so no participant can know that it is a repetition.</summary>
    public static IReadOnlyList<Step> EveryAttemptIsNew => With(SagaStep.ReserveStock, step => step with
    {
        Do = static async call =>
        {
            var attempts = call.Saga.TroubleAt(SagaStep.ReserveStock)?.Attempts ?? 0;
            if (attempts == 0)
                return await AskStock.ReserveStock(call);
            foreach (var line in call.Saga.Cart!.Lines)
                await call.Grains.GetGrain<IStockGrain>(GrainKeys.OfStock(
                    call.Tenant, call.Saga.Cart.StoreId, line.Sku))
                    .Reserve(new ReserveStock(call.Origin, $"{call.Id}~{attempts}", line.Quantity, call.Now));
            return StepResult.Ok;
        },
    });

    private static Task<StepResult> Nothing(SagaCall call) => Task.FromResult(StepResult.Ok);

    private static Step[] With(SagaStep name, Func<Step, Step> change) =>
        [.. OrderSteps.Steps.Select(step => step.Name == name ? change(step) : step)];
}
