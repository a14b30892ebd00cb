using PosSaga.Sagas;
using static PosSaga.Sagas.SagaStep;

namespace PosSaga.Tests.Sagas;

public sealed class When_a_step_is_refused : OrderSagaSpec
{
    [Fact] public void A_cart_that_cannot_be_ordered_fails_at_once_and_undoes_nothing() =>
        Given(UpTo(SagaState.Pending)).When(Refused(ValidateCart, CartEmpty))
            .Then(StepFailed(ValidateCart, "cart-empty", RefusalKind.CartInvalid, null, "The cart is empty."), Failed())
            .Asks("nothing").Stands(SagaState.Failed);

    [Fact] public void Out_of_stock_opens_the_cart_again() =>
        Given(UpTo(SagaState.CartValidated)).When(Refused(ReserveStock, OutOfStock))
            .Then(StepFailed(ReserveStock, "out-of-stock", RefusalKind.OutOfStock, ValidateCart, OutOfStock.Text))
            .Asks("ThawCart").Stands(SagaState.CompensatingStock);

    [Fact] public void Out_of_stock_on_the_second_of_three_lines_releases_all_of_them() =>
        Given(UpTo(SagaState.CartValidated)).When(Refused(ReserveStock, OutOfStock, partly: true))
            .Then(StepFailed(
                ReserveStock, "out-of-stock", RefusalKind.OutOfStock, ReserveStock, OutOfStock.Text, unknown: true))
            .Asks("ReleaseStock");

    [Fact] public void A_declined_card_releases_the_stock_and_voids_nothing() =>
        Given(UpTo(SagaState.StockReserved)).When(Refused(ProcessPayment, CardDeclined))
            .Then(StepFailed(ProcessPayment, "card-declined", RefusalKind.PaymentDeclined, ReserveStock, "Declined."))
            .Asks("ReleaseStock").Stands(SagaState.CompensatingStock);

    [Fact] public void A_refused_order_gives_the_money_back_first() =>
        Given(UpTo(SagaState.PaymentProcessed)).When(Refused(ConfirmOrder, TooRisky))
            .Then(StepFailed(
                ConfirmOrder, "order-refused", RefusalKind.OrderFailed, ProcessPayment, "risk-too-high: Risk 95."))
            .Asks("VoidPayment").Stands(SagaState.CompensatingPayment);

    [PublicReport("danielgerlag/workflow-core#206")]
    [Fact] public void Compensation_walks_the_list_backwards_and_ends_as_failed()
    {
        var saga = Fold(OrderSaga.Initial, [.. UpTo(SagaState.PaymentProcessed),
            StepFailed(ConfirmOrder, "order-refused", RefusalKind.OrderFailed, ProcessPayment)]);
        var voided = new Situation(saga).When(Undone(ProcessPayment)).Then(StepUndone(ProcessPayment))
            .Asks("ReleaseStock").Stands(SagaState.CompensatingStock);
        var released = new Situation(voided.After).When(Undone(ReserveStock)).Then(StepUndone(ReserveStock))
            .Asks("ThawCart").Stands(SagaState.CompensatingStock);
        var thawed = new Situation(released.After).When(Undone(ValidateCart)).Then(StepUndone(ValidateCart), Failed())
            .Asks("nothing").Stands(SagaState.Failed);
        Assert.Equal("order-refused", thawed.After.Failure!.Reason);
    }

    [Fact] public void Refused_twice_fails_once() =>
        Given(
            [
                .. UpTo(SagaState.StockReserved),
                StepFailed(ProcessPayment, "card-declined", RefusalKind.PaymentDeclined, ReserveStock),
            ])
            .When(Refused(ProcessPayment, CardDeclined)).Refused("step-given-up");

    [Fact] public void After_the_confirmation_a_refusal_is_for_a_person() =>
        Given(UpTo(SagaState.OrderConfirmed)).When(Refused(Finish, TooRisky))
            .Then(NeedsOperator(Finish, undo: false, "risk-too-high")).Asks("operator");
}
