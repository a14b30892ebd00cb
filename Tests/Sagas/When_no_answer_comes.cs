using PosSaga.Sagas;
using static PosSaga.Sagas.SagaStep;

namespace PosSaga.Tests.Sagas;

public sealed class When_no_answer_comes : OrderSagaSpec
{
    private static OrderSagaEvent[] InDoubt(int attempts = 1) =>
    [
        .. UpTo(SagaState.StockReserved),
        .. Enumerable.Range(1, attempts).Select(i => Attempt(ProcessPayment, i, "gateway-timeout")),
    ];

    [Fact] public void A_payment_is_asked_about_and_not_asked_for_again() =>
        Given(UpTo(SagaState.StockReserved)).When(TimedOut(ProcessPayment))
            .Then(Attempt(ProcessPayment, 1, "TimeoutException")).Asks("Inquire").Stands(SagaState.StockReserved);

    [Fact] public void Charged_after_all_it_goes_on() =>
        Given(InDoubt()).When(Done(ProcessPayment)).Then(PaymentProcessed()).Asks("ConfirmOrder").AndTheSameTwice();

    [Fact] public void Not_charged_it_is_given_up_and_barred() =>
        Given(InDoubt()).When(Done(ProcessPayment, StepResult.Nothing))
            .Then(StepFailed(
                ProcessPayment, "payment-outcome-unknown", RefusalKind.OrderFailed, ProcessPayment, "not-found",
                unknown: true))
            .Asks("VoidPayment").Stands(SagaState.CompensatingPayment);

    [Fact] public void Declined_after_all_there_is_nothing_to_void() =>
        Given(InDoubt()).When(Refused(ProcessPayment, CardDeclined))
            .Then(StepFailed(ProcessPayment, "card-declined", RefusalKind.PaymentDeclined, ReserveStock, "Declined."))
            .Asks("ReleaseStock");

    [PublicReport("apache/servicecomb-pack#219")]
    [PublicReport("apache/servicecomb-pack#227")]
    [Fact] public void What_stays_unknown_is_undone_as_well() =>
        Given(InDoubt(3)).When(Done(ProcessPayment, new StepResult.Unknown("gateway-timeout")))
            .Then(StepFailed(
                ProcessPayment, "payment-outcome-unknown", RefusalKind.OrderFailed, ProcessPayment, "gateway-timeout",
                unknown: true))
            .Asks("VoidPayment");

    [Fact] public void A_gateway_that_is_away_is_called_by_its_name() =>
        Given(InDoubt(3)).When(Done(ProcessPayment, new StepResult.Unknown("gateway-unavailable")))
            .Then(StepFailed(
                ProcessPayment, "gateway-unavailable", RefusalKind.OrderFailed, ProcessPayment, "gateway-unavailable",
                unknown: true))
            .Asks("VoidPayment");

    [Fact] public void Who_was_surely_not_reached_is_not_undone()
    {
        var history = UpTo(SagaState.StockReserved).Concat(
            Enumerable.Range(1, 3).Select(i => Attempt(ProcessPayment, i, "gateway-unavailable", unknown: false)));
        Given([.. history]).When(Refused(ProcessPayment, Busy))
            .Then(StepFailed(
                ProcessPayment, "gateway-unavailable", RefusalKind.OrderFailed, ReserveStock, "gateway-unavailable"))
            .Asks("ReleaseStock");
    }

    [Theory]
    [InlineData(ValidateCart, SagaState.Pending, "FreezeCart")]
    [InlineData(ReserveStock, SagaState.CartValidated, "ReserveStock")]
    [InlineData(ConfirmOrder, SagaState.PaymentProcessed, "ConfirmOrder")]
    [InlineData(Finish, SagaState.OrderConfirmed, "CaptureAndCommit")]
    public void Any_other_step_is_simply_asked_again(SagaStep step, SagaState state, string asks) =>
        Given(UpTo(state)).When(TimedOut(step)).Then(Attempt(step, 1, "TimeoutException")).Asks(asks);

    [Fact] public void Finish_is_tried_ten_times_and_then_a_person_decides()
    {
        var history = UpTo(SagaState.OrderConfirmed).Concat(
            Enumerable.Range(1, 9).Select(i => Attempt(Finish, i, "TimeoutException")));
        Given([.. history]).When(TimedOut(Finish))
            .Then(Attempt(Finish, 10, "TimeoutException"), NeedsOperator(Finish, undo: false, "TimeoutException"))
            .Asks("operator");
    }

    [Fact] public void The_wait_grows_is_limited_and_is_spread_out()
    {
        var step = OrderSteps.Steps[2];
        TimeSpan Delay(int attempt, double jitter) =>
            new SagaAction(SagaActionKind.Do, step, step.Do, attempt).Delay(jitter);
        Assert.Equal(TimeSpan.Zero, Delay(1, 1));
        Assert.Equal(TimeSpan.FromMilliseconds(200), Delay(2, 1));
        Assert.Equal(TimeSpan.FromMilliseconds(100), Delay(2, 0));
        Assert.Equal(TimeSpan.FromMilliseconds(600), Delay(3, 1));
        Assert.Equal(TimeSpan.FromSeconds(30), Delay(1000, 1));
    }
}
