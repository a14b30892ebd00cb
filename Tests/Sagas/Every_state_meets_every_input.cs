using PosSaga.EventSourcing;
using PosSaga.Sagas;

namespace PosSaga.Tests.Sagas;

/// <summary>No input throws in any state, whatever it leads to can be folded, and a no has a name.</summary>
public sealed class Every_state_meets_every_input : OrderSagaSpec
{
    [Fact] public void And_nothing_is_ignored_or_thrown()
    {
        var (pairs, recorded, refused) = (0, 0, 0);
        foreach (var saga in Reachable(depth: 9))
        {
            foreach (var input in Inputs())
            {
                pairs++;
                switch (Engine.Decide(saga, input))
                {
                    case Decision<OrderSagaEvent>.Recorded made:
                        recorded++;
                        Assert.NotEmpty(made.Events);
                        Twice(Fold(saga, made.Events), input);
                        break;
                    case Decision<OrderSagaEvent>.Refused no:
                        refused++;
                        Assert.Matches("^[a-z-]+$", no.Refusal.Code);
                        break;
                }
            }
        }

        Assert.True(recorded > 1_000 && refused > 1_000, $"{pairs} pairs, {recorded} recorded, {refused} refused");
    }

    [Fact] public void Every_state_is_reached() => Assert.Equal(
        Enum.GetValues<SagaState>().Except(Passed), Reachable(depth: 9).Select(saga => saga.State).Distinct().Order());

    // Left again in the same append: nothing is to be undone.
    private static readonly SagaState[] Passed =
    [
        SagaState.CartValidationFailed, SagaState.StockReservationFailed, SagaState.PaymentFailed,
        SagaState.OrderConfirmationFailed,
    ];

    // A final answer given again adds nothing; attempts and operators' words count each time or are refused.
    private static void Twice(OrderSaga after, SagaInput input)
    {
        _ = Engine.Next(after);
        if (Engine.Decide(after, input) is Decision<OrderSagaEvent>.Recorded again)
        {
            Assert.True(
                input is SagaInput.AttemptFailed or SagaInput.StepAnswered { Result: not StepResult.Done }
                    or SagaInput.OperatorAsked { Request: OperatorRequest.Compensate or OperatorRequest.Resolve }
                    || again.Events[0] is OrderSagaEvent.LateSuccessSeen,
                $"{input} twice in {after.State} recorded {again.Events[0]}");
        }
    }

    private static List<OrderSaga> Reachable(int depth)
    {
        var seen = new Dictionary<string, OrderSaga> { [Key(OrderSaga.Initial)] = OrderSaga.Initial };
        var edge = new List<OrderSaga> { Fold(OrderSaga.Initial, [Started()]) };
        for (var i = 0; i < depth; i++)
        {
            var next = new List<OrderSaga>();
            foreach (var saga in edge.Where(saga => seen.TryAdd(Key(saga), saga)))
            {
                foreach (var input in Inputs())
                {
                    if (Engine.Decide(saga, input) is Decision<OrderSagaEvent>.Recorded made)
                        next.Add(Fold(saga, made.Events));
                }
            }

            edge = next;
        }

        return [.. seen.Values];
    }

    private static string Key(OrderSaga s) =>
        $"{s.State} {s.Done} {s.Late} {s.Backward} {s.InDoubt} {s.Settled} {s.Failure?.Reason} "
        + string.Join(' ', s.Troubles.OrderBy(t => t.Step).Select(t =>
            $"{t.Step}:{(s.Backward ? Math.Min(t.Attempts, 1) : Math.Min(t.Attempts, 4))}{t.OperatorReason is null}"));

    private static IEnumerable<SagaInput> Inputs()
    {
        foreach (var wish in Enum.GetValues<OperatorRequest>())
            yield return new SagaInput.OperatorAsked(wish, "why", "demo-ops", At);
        foreach (var step in Enum.GetValues<SagaStep>())
        {
            yield return new SagaInput.LateSuccess(step, Success(step), At);
            foreach (var undo in new[] { false, true })
            {
                yield return new SagaInput.AttemptFailed(step, undo, "TimeoutException", At);
                yield return new SagaInput.AttemptFailed(step, undo, "TimeoutException", At) { LogMayLag = true };
                foreach (var result in Results(step))
                    yield return new SagaInput.StepAnswered(step, undo, result, At);
            }
        }
    }

    private static IEnumerable<StepResult> Results(SagaStep step) =>
    [
        StepResult.Ok, Success(step), StepResult.Refuse(CardDeclined), StepResult.Refuse(OutOfStock), StepResult.Refuse(Busy),
        new StepResult.Refused(OutOfStock, Partly: true), StepResult.Nothing,
        new StepResult.Unknown("gateway-timeout"), new StepResult.UnexpectedResponse("nonsense"),
    ];
}
