using PosSaga.Sagas;
using static PosSaga.Sagas.SagaStep;

namespace PosSaga.Tests.Sagas;

public sealed class When_a_success_comes_too_late : OrderSagaSpec
{
    [PublicReport("woocommerce/woocommerce-gateway-stripe#5703")]
    [PublicReport("woocommerce/woocommerce-gateway-stripe#5362")]
    [Fact] public void The_authorisation_is_voided_and_the_order_stays_failed() =>
        Given(GivenUp()).When(Late(ProcessPayment)).Then(LateSeen(ProcessPayment, "a-1")).Asks("VoidPayment")
            .Stands(SagaState.Failed).AndTheSameTwice();

    [Fact] public void Once_voided_nothing_is_left_to_do() =>
        Given([.. GivenUp(), LateSeen(ProcessPayment, "a-1")])
            .When(Undone(ProcessPayment)).Then(StepUndone(ProcessPayment))
            .Asks("nothing").Stands(SagaState.Failed).AndTheSameTwice();

    [Fact] public void A_void_that_does_not_work_is_for_a_person() =>
        Given([.. GivenUp(), LateSeen(ProcessPayment, "a-1")])
            .When(Undone(ProcessPayment, StepResult.Refuse(new("payment-captured", RefusalKind.InvalidState, "Captured."))))
            .Then(NeedsOperator(ProcessPayment, undo: true, "payment-captured"))
            .Asks("operator");

    [Fact] public void After_the_persons_retry_it_ends_as_failed_again()
    {
        var retried = Given(
            [.. GivenUp(), LateSeen(ProcessPayment, "a-1"), NeedsOperator(ProcessPayment, undo: true, "x")])
            .When(Operator(OperatorRequest.Retry)).Asks("VoidPayment");
        new Situation(retried.After)
            .When(Undone(ProcessPayment)).Then(StepUndone(ProcessPayment), Failed()).Asks("nothing");
    }

    [Fact] public void Not_yet_given_up_it_is_simply_the_answer() =>
        Given([.. UpTo(SagaState.StockReserved), Attempt(ProcessPayment, 1, "TimeoutException")])
            .When(Late(ProcessPayment)).Then(PaymentProcessed()).Asks("ConfirmOrder").AndTheSameTwice();

    [Fact] public void In_the_middle_of_compensation_it_is_seen_and_undone_in_its_place() =>
        Given([.. GivenUp()[..^2]]).When(Late(ProcessPayment)).Then(LateSeen(ProcessPayment, "a-1")).Asks("VoidPayment")
            .AndTheSameTwice();

    [Fact] public void An_answer_to_a_step_that_another_process_gave_up_is_late_too() =>
        Given(GivenUp()).When(Done(ReserveStock)).Then(LateSeen(ReserveStock, "done")).Asks("ReleaseStock");

    [PublicReport("NEARBuilders/nearmerch.com#209")]
    [Fact] public void A_late_refusal_changes_nothing() =>
        Given(GivenUp()).When(Refused(ProcessPayment, CardDeclined)).Refused("step-given-up");
}

/// <summary>A process died, or an append was lost: the step after the one in the log may have been asked.</summary>
public sealed class When_the_log_may_be_behind : OrderSagaSpec
{
    [Fact] public void A_refused_step_is_undone_from_the_step_after_it() =>
        Given(UpTo(SagaState.CartValidated)).When(Refused(ReserveStock, OutOfStock, ahead: true)).Asks("VoidPayment");

    [Fact] public void So_is_one_that_stays_unknown() =>
        Given([.. UpTo(SagaState.StockReserved), Attempt(ProcessPayment, 3, "gateway-timeout")])
            .When(TimedOut(ProcessPayment, ahead: true)).Asks("WithdrawOrder");

    [Fact] public void So_is_one_that_an_operator_gives_up() =>
        Given(UpTo(SagaState.StockReserved)).When(Operator(OperatorRequest.Compensate, ahead: true)).Asks("WithdrawOrder");

    [Fact] public void Finish_never_ran_ahead() =>
        Given(UpTo(SagaState.PaymentProcessed))
            .When(Refused(ConfirmOrder, TooRisky, ahead: true)).Asks("WithdrawOrder");

    [Fact] public void A_declined_card_is_declined_for_everybody() =>
        Given(UpTo(SagaState.StockReserved))
            .When(Refused(ProcessPayment, CardDeclined, ahead: true)).Asks("ReleaseStock");
}
