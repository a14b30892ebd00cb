using PosSaga.Sagas;
using static PosSaga.Sagas.SagaStep;

namespace PosSaga.Tests.Sagas;

public sealed class When_an_undo_fails : OrderSagaSpec
{
    private static OrderSagaEvent[] Undoing(int attempts) =>
    [
        .. UpTo(SagaState.PaymentProcessed),
        StepFailed(ConfirmOrder, "order-refused", RefusalKind.OrderFailed, ProcessPayment),
        .. Enumerable.Range(1, attempts).Select(i => Attempt(ProcessPayment, i, "TimeoutException", undo: true)),
    ];

    [Fact] public void It_is_tried_again() =>
        Given(Undoing(0)).When(TimedOut(ProcessPayment, undo: true))
            .Then(Attempt(ProcessPayment, 1, "TimeoutException", undo: true)).Asks("VoidPayment");

    [Fact] public void After_six_attempts_a_person_decides() =>
        Given(Undoing(5)).When(TimedOut(ProcessPayment, undo: true))
            .Then(
                Attempt(ProcessPayment, 6, "TimeoutException", undo: true),
                NeedsOperator(ProcessPayment, undo: true, "TimeoutException"))
            .Asks("operator").Stands(SagaState.NeedsOperator);

    [PublicReport("agentmuxai/agentmux#636")]
    [Fact] public void An_undo_that_is_refused_is_for_a_person_at_once() =>
        Given(Undoing(0))
            .When(Undone(ProcessPayment, StepResult.No(new("payment-captured", RefusalKind.InvalidState, "Captured."))))
            .Then(NeedsOperator(ProcessPayment, undo: true, "payment-captured"));

    [Fact] public void An_answer_that_makes_no_sense_is_for_a_person_at_once() =>
        Given(UpTo(SagaState.StockReserved))
            .When(Done(ProcessPayment, new StepResult.Nonsense("payment-captured-instead-of-authorised")))
            .Then(NeedsOperator(ProcessPayment, undo: false, "payment-captured-instead-of-authorised"))
            .Asks("operator");

    [Fact] public void An_answer_to_another_question_makes_no_sense() =>
        Given(UpTo(SagaState.StockReserved)).When(Done(ProcessPayment, StepResult.Ok))
            .Then(NeedsOperator(ProcessPayment, undo: false, "unexpected-answer-Done"));

    [Fact] public void The_undo_that_was_awaited_so_long_may_still_arrive() =>
        Given([.. Undoing(0), NeedsOperator(ProcessPayment, undo: true, "TimeoutException")])
            .When(Undone(ProcessPayment)).Then(StepUndone(ProcessPayment)).Asks("ReleaseStock").AndTheSameTwice();
}
