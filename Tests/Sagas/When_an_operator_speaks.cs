using PosSaga.Sagas;
using static PosSaga.Sagas.OperatorRequest;
using static PosSaga.Sagas.SagaStep;

namespace PosSaga.Tests.Sagas;

public sealed class When_an_operator_speaks : OrderSagaSpec
{
    private static readonly OrderSagaEvent[] StuckAtFinish =
        [.. UpTo(SagaState.OrderConfirmed), NeedsOperator(Finish, undo: false, "TimeoutException")];

    private static readonly OrderSagaEvent[] StuckAtPayment =
        [.. UpTo(SagaState.StockReserved), NeedsOperator(ProcessPayment, undo: false, "gateway-contradicts")];

    private static readonly OrderSagaEvent[] StuckAtVoid =
    [
        .. UpTo(SagaState.PaymentProcessed),
        StepFailed(ConfirmOrder, "order-refused", RefusalKind.OrderFailed, ProcessPayment),
        NeedsOperator(ProcessPayment, undo: true, "TimeoutException"),
    ];

    [Fact] public void A_retry_is_recorded_with_who_and_why_and_goes_on_where_it_stood() =>
        Given(StuckAtFinish).When(Operator(Retry))
            .Then(new OrderSagaEvent.OperatorRetried("customer called", "demo-ops", Finish, Undo: false) { At = At })
            .Asks("CaptureAndCommit").Stands(SagaState.OrderConfirmed);

    [Fact] public void A_retried_undo_has_all_its_attempts_again()
    {
        var after = Given(StuckAtVoid)
            .When(Operator(Retry)).Asks("VoidPayment").Stands(SagaState.CompensatingPayment).After;
        Assert.Equal(1, Engine.Next(after).Attempt);
    }

    [Fact] public void A_retry_while_waiting_ends_the_wait() =>
        Given([.. UpTo(SagaState.StockReserved), Attempt(ProcessPayment, 2, "gateway-timeout")])
            .When(Operator(Retry)).Asks("Inquire");

    [Fact] public void A_retry_of_what_has_not_failed_is_refused() =>
        Given(UpTo(SagaState.StockReserved))
            .When(Operator(Retry)).Refused("nothing-to-retry", RefusalKind.InvalidState);

    [Fact] public void A_second_retry_finds_nothing_to_retry() =>
        new Situation(Given(StuckAtFinish).When(Operator(Retry)).After)
            .When(Operator(Retry)).Refused("nothing-to-retry");

    [Fact] public void Compensate_undoes_the_step_under_way_as_well() =>
        Given(UpTo(SagaState.StockReserved)).When(Operator(Compensate))
            .Then(
                new OrderSagaEvent.OperatorCompensated(
                    "customer called", "demo-ops", ProcessPayment, ProcessPayment) { At = At })
            .Asks("VoidPayment").Stands(SagaState.CompensatingPayment);

    [Fact] public void Compensate_of_a_stuck_step_undoes_it() =>
        Given(StuckAtPayment).When(Operator(Compensate)).Asks("VoidPayment");

    [Fact] public void Compensate_takes_a_stuck_undo_up_again_and_keeps_the_reason()
    {
        var after = Given(StuckAtVoid).When(Operator(Compensate)).Asks("VoidPayment").After;
        Assert.Equal("order-refused", after.Failure!.Reason);
    }

    [Fact] public void Compensate_is_refused_once_the_order_is_confirmed()
    {
        Given(UpTo(SagaState.OrderConfirmed))
            .When(Operator(Compensate)).Refused("already-confirmed", RefusalKind.InvalidState);
        Given(StuckAtFinish).When(Operator(Compensate)).Refused("already-confirmed");
        Given(UpTo(SagaState.Completed)).When(Operator(Compensate)).Refused("already-confirmed");
    }

    [Fact] public void Compensate_is_refused_twice_and_at_the_end()
    {
        Given(StuckAtVoid[..^1]).When(Operator(Compensate)).Refused("already-compensating");
        Given(GivenUp()).When(Operator(Compensate)).Refused("saga-already-final");
    }

    [Fact] public void A_resolved_undo_is_settled_and_those_below_it_are_done()
    {
        var resolved = Given(StuckAtVoid).When(Operator(Resolve))
            .Then(Resolved(ProcessPayment, undo: true)).Asks("ReleaseStock").Stands(SagaState.CompensatingStock).After;
        var released = new Situation(resolved).When(Undone(ReserveStock)).Asks("ThawCart").After;
        new Situation(released).When(Undone(ValidateCart)).Then(StepUndone(ValidateCart), Failed()).Asks("nothing");
    }

    [Fact] public void A_resolved_finish_still_commits_the_goods_and_closes_the_cart()
    {
        var resolved = Given(StuckAtFinish).When(Operator(Resolve)).Then(Resolved(Finish, undo: false))
            .Asks("CommitWhatIsLeft").Stands(SagaState.OrderConfirmed).After;
        new Situation(resolved).When(Done(Finish)).Then(Completed()).Stands(SagaState.Completed);
    }

    [Fact] public void A_resolved_step_is_left_out_of_what_is_undone()
    {
        var after = Given(StuckAtPayment).When(Operator(Resolve))
            .Then(Resolved(ProcessPayment, undo: false, ProcessPayment)).Asks("ReleaseStock").After;
        Assert.Equal("operator-resolved", after.Failure!.Reason);
    }

    [Fact] public void The_gateways_silence_of_a_day_is_not_waited_for_any_more()
    {
        OrderSagaEvent[] silent =
        [
            .. UpTo(SagaState.OrderConfirmed), Attempt(Finish, 1, "gateway-timeout"),
            NeedsOperator(Finish, undo: false, "unanswered-for-a-day"),
        ];
        Assert.True(Given(silent).When(Operator(Resolve)).After.MoneyByHand);
        Assert.False(Given(StuckAtFinish).When(Operator(Resolve)).After.MoneyByHand);
    }

    [Fact] public void What_waits_for_the_gateway_can_be_settled_by_hand_as_well() =>
        Given([.. StuckAtVoid[..^1], Attempt(ProcessPayment, 9, "gateway-timeout", undo: true)])
            .When(Operator(Resolve)).Then(Resolved(ProcessPayment, undo: true)).Asks("ReleaseStock");

    [Fact] public void Of_two_stuck_steps_the_other_one_is_shown_next()
    {
        OrderSagaEvent[] both = [.. StuckAtVoid, NeedsOperator(ReserveStock, undo: true, "reservation-unknown")];
        Given(both).When(Operator(Resolve))
            .Then(Resolved(ProcessPayment, undo: true), NeedsOperator(ReserveStock, undo: true, "reservation-unknown"))
            .Stands(SagaState.NeedsOperator).Asks("ThawCart");
    }

    // Seed 23096: the cart had not heard of the undo, took the freeze that was still on its way, and stayed frozen.
    [Theory]
    [InlineData(ValidateCart, SagaState.CartValidated, "ThawCart")]
    [InlineData(ReserveStock, SagaState.StockReserved, "ReleaseStock")]
    [InlineData(ConfirmOrder, SagaState.PaymentProcessed, "WithdrawOrder")]
    public void A_participant_of_ours_is_told_all_the_same_to_refuse_a_late_original(
        SagaStep step, SagaState reached, string asks)
    {
        OrderSagaEvent[] stuck =
        [
            .. UpTo(reached), StepFailed(step, "gave-up", RefusalKind.OrderFailed, step),
            NeedsOperator(step, undo: true, "unanswered-for-a-day"),
        ];
        var resolved = Given(stuck).When(Operator(Resolve)).Asks(asks).After;
        Assert.True(resolved.Settled.Has(step) && resolved.Done.Has(step));
        new Situation(resolved).When(Operator(Resolve)).Refused("not-waiting-for-operator");
        new Situation(resolved).When(TimedOut(step, undo: true)).Then(Attempt(step, 1, "TimeoutException", undo: true));
        // What the person settled may be what it refuses to undo.
        Assert.IsType<OrderSagaEvent.StepUndone>(
            new Situation(resolved)
                .When(Undone(step, StepResult.Refuse(new("not-so", RefusalKind.InvalidState, "Not so.")))).Events[0]);
    }

    [Fact] public void Said_again_by_the_same_action_it_settles_nothing_else()
    {
        OrderSagaEvent[] both = [.. StuckAtVoid, NeedsOperator(ReserveStock, undo: true, "reservation-unknown")];
        var once = Given(both).When(Operator(Resolve, "action-1"));
        Given([.. both, .. once.Events]).When(Operator(Resolve, "action-1")).Replayed();
        Assert.Contains(
            Given([.. both, .. once.Events]).When(Operator(Resolve, "action-2")).Events,
            e => e is OrderSagaEvent.StepResolved { Step: ReserveStock });
    }

    private static OrderSagaEvent.StepResolved Resolved(SagaStep step, bool undo, SagaStep? from = null) =>
        new("customer called", "demo-ops", step, undo, from) { At = At };

    [Theory]
    [InlineData(SagaState.Pending)]
    [InlineData(SagaState.OrderConfirmed)]
    public void Resolve_is_only_for_what_is_stuck(SagaState state) =>
        Given(UpTo(state)).When(Operator(Resolve)).Refused("not-waiting-for-operator");

    [Theory]
    [InlineData(Retry)]
    [InlineData(Resolve)]
    public void Nothing_moves_a_final_saga(OperatorRequest wish)
    {
        Given(UpTo(SagaState.Completed)).When(Operator(wish)).Refused("saga-already-final");
        Given(GivenUp()).When(Operator(wish)).Refused("saga-already-final");
    }

    [Fact] public void A_saga_that_does_not_exist_is_not_found() =>
        Given().When(Operator(Retry)).Refused("order-not-found", RefusalKind.NotFound);
}
