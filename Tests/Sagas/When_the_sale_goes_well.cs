using PosSaga.Sagas;
using static PosSaga.Sagas.SagaStep;

namespace PosSaga.Tests.Sagas;

public sealed class When_the_sale_goes_well : OrderSagaSpec
{
    [Fact] public void Each_answer_leads_to_the_next_question()
    {
        Given(UpTo(SagaState.Pending)).When(Done(ValidateCart)).Then(CartValidated()).Asks("ReserveStock")
            .Stands(SagaState.CartValidated).AndTheSameTwice();
        Given(UpTo(SagaState.CartValidated)).When(Done(ReserveStock)).Then(StockReserved()).Asks("Authorise")
            .Stands(SagaState.StockReserved).AndTheSameTwice();
        Given(UpTo(SagaState.StockReserved)).When(Done(ProcessPayment)).Then(PaymentProcessed()).Asks("ConfirmOrder")
            .Stands(SagaState.PaymentProcessed).AndTheSameTwice();
        Given(UpTo(SagaState.PaymentProcessed)).When(Done(ConfirmOrder)).Then(OrderConfirmed()).Asks("CaptureAndCommit")
            .Stands(SagaState.OrderConfirmed).AndTheSameTwice();
        Given(UpTo(SagaState.OrderConfirmed)).When(Done(Finish)).Then(Completed()).Asks("nothing")
            .Stands(SagaState.Completed).AndTheSameTwice();
    }

    [Fact] public void Money_is_never_taken_ahead_of_the_journal()
    {
        Assert.True(Engine.Next(Fold(OrderSaga.Initial, UpTo(SagaState.CartValidated))).MayRunAhead);
        Assert.False(Engine.Next(Fold(OrderSaga.Initial, UpTo(SagaState.OrderConfirmed))).MayRunAhead);
    }

    [Fact] public void An_answer_out_of_turn_is_refused_by_name() =>
        Given(UpTo(SagaState.Pending)).When(Done(ConfirmOrder)).Refused("step-not-asked");

    [Fact] public void A_start_is_repeated_without_effect_and_another_under_its_id_is_refused()
    {
        var start = new StartOrderSaga(
            new("demo", "demo-store", "s-1", "r-1"), "cart-1", "c-1", null, null, null,
            PosSaga.Payments.PaymentMethod.CreditCard, "tok_ok", "f");
        Given().When(saga => SagaStart.Decide(saga, start, "s-1", At)).Then(Started()).AndTheSameTwice();
        Given(Started()).When(saga => SagaStart.Decide(saga, start with { Fingerprint = "g" }, "s-1", At))
            .Refused("idempotency-key-reused", RefusalKind.KeyReused);
    }
}
