namespace PosSaga.Sagas;

/// <summary>A set of steps, by their places.</summary>
[Flags]
public enum SagaSteps
{
    None = 0,
    ValidateCart = 1 << SagaStep.ValidateCart,
    ReserveStock = 1 << SagaStep.ReserveStock,
    ProcessPayment = 1 << SagaStep.ProcessPayment,
    ConfirmOrder = 1 << SagaStep.ConfirmOrder,
    Finish = 1 << SagaStep.Finish,
    Void = 1 << (SagaStep.Finish + 1),
}

internal static class SagaStepSets
{
    public static SagaSteps AsSet(this SagaStep step) => (SagaSteps)(1 << step.Place());

    public static SagaSteps AndAllBefore(this SagaStep step) => (SagaSteps)((2 << step.Place()) - 1);

    public static bool Has(this SagaSteps steps, SagaStep step) => (steps & step.AsSet()) != 0;
}
