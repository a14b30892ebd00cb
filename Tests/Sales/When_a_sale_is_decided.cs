using PosSaga.EventSourcing;
using PosSaga.Sagas;
using PosSaga.Sales;

namespace PosSaga.Tests.Sales;

public sealed class When_a_sale_is_decided : SaleSpec
{
    private static readonly Refusal Declined = new("card-declined", RefusalKind.PaymentDeclined, "Declined.");
    private static readonly Refusal NoShift = new("shift-not-open", RefusalKind.InvalidState, "No shift.");
    private static readonly Refusal NoneLeft = new("out-of-stock", RefusalKind.OutOfStock, "None left.");

    [Fact] public void Its_steps_are_price_reserve_pay_commit_and_only_the_last_is_final()
    {
        Assert.Equal(
            [SagaStep.Price, SagaStep.ReserveStock, SagaStep.ProcessPayment, SagaStep.Commit, SagaStep.Void],
            SaleSteps.Steps.Select(step => step.Name));
        Assert.Equal(
            [SagaStep.Commit, SagaStep.Void], SaleSteps.Steps.Where(step => step.Undo is null).Select(step => step.Name));
        Assert.All(SaleSteps.Steps, step => Assert.InRange(step.Within.TotalSeconds, 1, 29));
    }

    [Fact] public void An_id_is_of_one_sale() =>
        Given(Started()).When(Start("other")).Refused("idempotency-key-reused", RefusalKind.KeyReused);

    [Fact] public void What_cannot_be_sold_so_is_over_at_once() => Given(Started())
        .When(Answered(SagaStep.Price, StepResult.Refuse(NoShift)))
        .Then(StepFailed(SagaStep.Price, "shift-not-open", RefusalKind.InvalidState, null, "No shift."), Failed());

    [Fact] public void Out_of_stock_is_not_sold()
    {
        var outcome = Given(Started(), Priced()).When(Answered(SagaStep.ReserveStock, StepResult.Refuse(NoneLeft)));
        outcome.Then(StepFailed(
            SagaStep.ReserveStock, "out-of-stock", RefusalKind.OutOfStock, SagaStep.Price, "None left."));
        Asks(outcome, nameof(AskPrice.ForgetPrice));
    }

    [Fact] public void A_declined_card_gives_the_goods_back()
    {
        var outcome = Given(Started(), Priced(), Reserved())
            .When(Answered(SagaStep.ProcessPayment, StepResult.Refuse(Declined)));
        outcome.Then(StepFailed(
            SagaStep.ProcessPayment, "card-declined", RefusalKind.PaymentDeclined, SagaStep.ReserveStock, "Declined."));
        Asks(outcome, nameof(AskSaleStock.ReleaseStock));
    }

    // Two cards: one holds the money, the other one said no.
    [Fact] public void Of_two_cards_the_one_that_holds_the_money_is_voided()
    {
        var outcome = Given(Started(), Priced(), Reserved())
            .When(Answered(SagaStep.ProcessPayment, new StepResult.Refused(Declined, Partly: true)));
        outcome.Then(StepFailed(
            SagaStep.ProcessPayment, "card-declined", RefusalKind.PaymentDeclined, SagaStep.ProcessPayment, "Declined.",
            unknown: true));
        Asks(outcome, nameof(AskTenders.VoidPayments));
    }

    [Fact] public void A_payment_without_an_answer_is_asked_about_and_then_undone()
    {
        var asked = Given(Started(), Priced(), Reserved()).When(Unanswered(SagaStep.ProcessPayment));
        Asks(asked, nameof(AskTenders.Inquire));
        var given = new Situation(asked.After).When(Answered(SagaStep.ProcessPayment, StepResult.Nothing));
        Asks(given, nameof(AskTenders.VoidPayments));
    }

    [Fact] public void Once_paid_it_only_goes_forward()
    {
        var paid = new Situation(Given(Started(), Priced(), Reserved(), Paid()).State);
        Asks(paid.When(Unanswered(SagaStep.Commit)), nameof(AskCommit.NumberCaptureAndCommit));
        var stuck = paid.When(Answered(SagaStep.Commit, StepResult.Refuse(NoneLeft)));
        Asks(stuck, "operator");
        Assert.Equal("already-confirmed", Assert.IsType<Decision<SaleEvent>.Refused>(Engine.Decide(
            stuck.After, new SagaInput.OperatorAsked(OperatorRequest.Compensate, "why", "ops", At))).Refusal.Code);
    }

    [Fact] public void Everything_is_undone_backwards()
    {
        var state = Given(
            Started(), Priced(), Reserved(),
            StepFailed(SagaStep.ProcessPayment, "x", RefusalKind.OrderFailed, SagaStep.ProcessPayment)).State;
        var seen = new List<SagaStep>();
        while (Engine.Next(state) is { IsUndo: true } next)
        {
            seen.Add(next.Step!.Name);
            state = new Situation(state).When(Answered(next.Step.Name, StepResult.Ok, undo: true)).After;
        }

        Assert.Equal([SagaStep.ProcessPayment, SagaStep.ReserveStock, SagaStep.Price], seen);
        Assert.Equal((SagaState.Failed, SagaSteps.None), (state.State, state.Done));
    }

    [Fact] public void A_sale_goes_through()
    {
        Given().When(Start()).Then(Started()).AndTheSameTwice();
        Given(Started()).When(Answered(SagaStep.Price)).Then(Priced()).AndTheSameTwice();
        Given(Started(), Priced()).When(Answered(SagaStep.ReserveStock)).Then(Reserved()).AndTheSameTwice();
        Given(Started(), Priced(), Reserved()).When(Answered(SagaStep.ProcessPayment)).Then(Paid()).AndTheSameTwice();
        var sold = Given(Started(), Priced(), Reserved(), Paid()).When(Answered(SagaStep.Commit));
        sold.Then(Committed()).AndTheSameTwice();
        Assert.Equal((SagaState.Completed, "4-r1-17"), (sold.After.State, sold.After.Number!.Text));
        Asks(sold, "nothing");
    }
}
