using System.Text.Json;
using PosSaga.Sagas;

namespace PosSaga.Tests.Sagas;

public sealed class The_list_of_steps : OrderSagaSpec
{
    [Fact] public void Is_in_the_order_of_the_sale() =>
        Assert.Equal(
            Enum.GetValues<SagaStep>().Except([SagaStep.Price, SagaStep.Commit, SagaStep.Void]), OrderSteps.Steps.Select(step => step.Name));

    [Fact] public void Undoes_everything_but_the_finish() =>
        Assert.Equal([SagaStep.Finish], OrderSteps.Steps.Where(step => step.Undo is null).Select(step => step.Name));

    // A grain call ends at 30 s with an unknown outcome; the saga's own limit comes first.
    [Fact] public void Is_limited_everywhere() => Assert.All(OrderSteps.Steps, step =>
    {
        Assert.InRange(step.Within, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(29));
        Assert.True(step.Undo is null || step.Attempts is >= 2 and <= 10);
        Assert.Equal((TimeSpan.FromMinutes(1), TimeSpan.FromHours(24)), (step.BackoffMax, step.Patience));
    });

    [Fact] public void Draws_itself()
    {
        var diagram = SagaDiagram.Mermaid(OrderSteps.Steps);
        Assert.StartsWith("stateDiagram-v2\n    [*] --> ValidateCart\n", diagram, StringComparison.Ordinal);
        Assert.Contains(
            "    ReserveStock --> ProcessPayment : ReserveStock (within 5 s)\n", diagram, StringComparison.Ordinal);
        Assert.Contains(
            "    UndoProcessPayment --> UndoReserveStock : VoidPayment\n", diagram, StringComparison.Ordinal);
        Assert.Contains(
            "    ProcessPayment --> ProcessPayment : no answer: Inquire\n", diagram, StringComparison.Ordinal);
        Assert.Contains("    UndoValidateCart --> Failed : ThawCart\n", diagram, StringComparison.Ordinal);
        Assert.EndsWith("    Completed --> [*]\n    Failed --> [*]\n", diagram, StringComparison.Ordinal);
    }

    [Fact] public void A_snapshot_of_the_state_and_the_tail_equal_the_whole_history()
    {
        OrderSagaEvent[] history = [.. GivenUp(), LateSeen(SagaStep.ProcessPayment, "a-1"),
            NeedsOperator(SagaStep.ProcessPayment, undo: true, "x")];
        var whole = Text(Fold(OrderSaga.Initial, history));
        for (var at = 1; at <= history.Length; at++)
        {
            var snapshot = Text(Fold(OrderSaga.Initial, history.Take(at)));
            var restored = JsonSerializer.Deserialize(snapshot, StateJson.Default.OrderSaga)!;
            Assert.Equal(whole, Text(Fold(restored, history.Skip(at))));
        }
    }

    [Fact] public void A_history_without_a_start_cannot_be_folded() =>
        Assert.Throws<InvalidOperationException>(() => OrderSaga.Initial.Apply(StockReserved()));

    private static string Text(OrderSaga saga) => JsonSerializer.Serialize(saga, StateJson.Default.OrderSaga);
}
