using PosSaga.Sagas;

namespace PosSaga.Tests.Sagas;

public sealed class Any_sequence_of_answers_comes_to_an_end : OrderSagaSpec
{
    private const int Sequences = 10_000;

    [Fact] public void In_completed_failed_or_with_an_operator_and_with_nothing_left_behind() =>
        Assert.Null(FirstBroken(OrderSteps.Steps, noise: 0));

    [Fact] public void Also_when_operators_and_stray_answers_interfere() =>
        Assert.Null(FirstBroken(OrderSteps.Steps, noise: 0.3));

    // A check that has never failed proves nothing.
    [Theory]
    [InlineData(SagaStep.ValidateCart)]
    [InlineData(SagaStep.ReserveStock)]
    [InlineData(SagaStep.ProcessPayment)]
    public void A_dropped_undo_is_caught(SagaStep dropped) => Assert.NotNull(FirstBroken(
        [.. OrderSteps.Steps.Select(step => step.Name == dropped ? step with { Undo = null } : step)], noise: 0));

    [Fact] public void Steps_in_the_wrong_order_are_caught() => Assert.NotNull(FirstBroken(
        [OrderSteps.Steps[0], OrderSteps.Steps[2], OrderSteps.Steps[1], .. OrderSteps.Steps.Skip(3)], noise: 0));

    private static string? FirstBroken(IReadOnlyList<Step> steps, double noise)
    {
        var engine = new SagaEngine(steps);
        for (var seed = 0; seed < Sequences; seed++)
        {
            var world = new SagaWorld(engine, new Random(seed));
            world.Start(Started());
            world.Run(noise);
            if (Broken(world, noise > 0) is { } broken)
                return $"seed {seed}: {broken}";
        }

        return null;
    }

    private static string? Broken(SagaWorld world, bool noise)
    {
        var saga = world.Saga;
        if (saga.State is not (SagaState.Completed or SagaState.Failed or SagaState.NeedsOperator))
            return $"still {saga.State} after {world.Steps} steps";
        if (saga.State == SagaState.NeedsOperator && saga.Troubles.All(trouble => trouble.OperatorReason is null))
            return "needs an operator and does not say why";
        if (saga.State == SagaState.Failed && (saga.Failure is null || world.Really != SagaSteps.None))
            return $"failed, and {world.Really} is left behind";
        if (saga.State == SagaState.Completed && world.Really != SagaStep.Finish.AndAllBefore())
            return $"completed, but only {world.Really} was done";
        // A late success is undone when it comes; without any, undoing begins strictly backwards. What waits is passed.
        return !noise && !world.Undoing.SequenceEqual(world.Undoing.OrderDescending())
            ? $"undone in the order {string.Join(", ", world.Undoing)}"
            : null;
    }
}
