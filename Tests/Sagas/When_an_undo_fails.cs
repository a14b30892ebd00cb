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
            .Then(Attempt(ProcessPayment, 1, "TimeoutException", undo: true)).Stands(SagaState.CompensatingPayment);

    [Fact] public void Meanwhile_the_steps_before_it_are_undone()
    {
        var waiting = Given(Undoing(0)).When(TimedOut(ProcessPayment, undo: true)).Asks("ReleaseStock").After;
        var released = new Situation(waiting).When(Undone(ReserveStock)).Then(Beside(ReserveStock))
            .Asks("ThawCart").Stands(SagaState.CompensatingPayment).After;
        var thawed = new Situation(released).When(Undone(ValidateCart)).Then(Beside(ValidateCart))
            .Asks("VoidPayment").Stands(SagaState.CompensatingPayment).After;
        new Situation(thawed).When(Undone(ProcessPayment)).Then(StepUndone(ProcessPayment), Failed())
            .Asks("nothing").Stands(SagaState.Failed);
    }

    // Only the frozen cart knows which stock was asked, so it is thawed last.
    [Fact] public void A_cart_whose_prices_never_arrived_waits_for_the_stock()
    {
        var unpriced = Given(
            Started(), StepFailed(ValidateCart, "cart-unreachable", RefusalKind.OrderFailed, ReserveStock))
            .When(TimedOut(ReserveStock, undo: true)).Asks("ReleaseStock").After;
        new Situation(unpriced).When(Undone(ReserveStock)).Asks("ThawCart");
    }

    [Fact] public void It_goes_on_for_a_day_up_to_a_minute_apart()
    {
        var after = Given(Undoing(500)).When(TimedOut(ProcessPayment, undo: true, afterHours: 23.9)).After;
        var wait = Engine.LongestWait(after)!;
        Assert.Equal((501, At, At.AddHours(23.9).AddMinutes(1)), (wait.Attempts, wait.Since, wait.NextAttempt));
    }

    [Fact] public void After_a_day_without_an_answer_a_person_decides()
    {
        var later = At.AddDays(1);
        Given(Undoing(5)).When(TimedOut(ProcessPayment, undo: true, afterHours: 24))
            .Then(
                Attempt(ProcessPayment, 6, "TimeoutException", undo: true, last: true) with { At = later },
                NeedsOperator(ProcessPayment, undo: true, "unanswered-for-a-day") with { At = later })
            .Stands(SagaState.NeedsOperator);
    }

    [PublicReport("agentmuxai/agentmux#636")]
    [Fact] public void An_undo_that_is_refused_is_for_a_person_at_once_and_the_others_go_on()
    {
        var stuck = Given(Undoing(0))
            .When(Undone(ProcessPayment, StepResult.Refuse(new("payment-captured", RefusalKind.InvalidState, "Captured."))))
            .Then(NeedsOperator(ProcessPayment, undo: true, "payment-captured")).Asks("ReleaseStock").After;
        var released = new Situation(stuck).When(Undone(ReserveStock)).Then(Beside(ReserveStock))
            .Stands(SagaState.NeedsOperator).After;
        new Situation(released).When(Undone(ValidateCart)).Then(Beside(ValidateCart)).Asks("operator")
            .Stands(SagaState.NeedsOperator);
    }

    private static OrderSagaEvent.StepUndone Beside(SagaStep step) => new(step, Beside: true) { At = At };

    [Fact] public void An_answer_that_makes_no_sense_is_for_a_person_at_once() =>
        Given(UpTo(SagaState.StockReserved))
            .When(Done(ProcessPayment, new StepResult.UnexpectedResponse("payment-captured-instead-of-authorised")))
            .Then(NeedsOperator(ProcessPayment, undo: false, "payment-captured-instead-of-authorised"))
            .Asks("operator");

    [Fact] public void An_answer_to_another_question_makes_no_sense() =>
        Given(UpTo(SagaState.StockReserved)).When(Done(ProcessPayment, StepResult.Ok))
            .Then(NeedsOperator(ProcessPayment, undo: false, "unexpected-answer-Done"));

    [Fact] public void The_undo_that_was_awaited_so_long_may_still_arrive() =>
        Given([.. Undoing(0), NeedsOperator(ProcessPayment, undo: true, "TimeoutException")])
            .When(Undone(ProcessPayment)).Then(StepUndone(ProcessPayment)).Asks("ReleaseStock").AndTheSameTwice();
}
