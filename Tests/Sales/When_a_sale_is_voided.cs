using PosSaga.Sagas;
using PosSaga.Sales;

namespace PosSaga.Tests.Sales;

/// <summary>Number 17 is sold.</summary>
public sealed class When_a_sale_is_voided : SaleSpec
{
    private static Situation Sold => Given(Started(), Priced(), Reserved(), Paid(), Committed());

    [Fact] public void What_nobody_asked_for_is_not_found() =>
        Given().When(Void(1, 20)).Refused("sale-not-found", RefusalKind.NotFound);

    [Fact] public void What_is_not_sold_is_not_voided() =>
        Given(Started(), Priced()).When(Void(1, 20)).Refused("sale-not-completed", RefusalKind.InvalidState);

    [Theory, InlineData(18, 20), InlineData(1, 16), InlineData(0, 0)]
    public void After_its_shift_it_is_a_return(long first, long last) =>
        Sold.When(Void(first, last)).Refused("void-after-shift", RefusalKind.InvalidState);

    [Fact] public void Somebody_has_changed_it_since() =>
        Sold.When(Void(1, 20, new VersionCondition([4]))).Refused("sale-changed", RefusalKind.PreconditionFailed);

    [Fact] public void What_cannot_be_given_back_needs_a_person_and_is_tried_again()
    {
        var no = new Refusal("restock-refused", RefusalKind.Conflict, "No.");
        var stuck = new Situation(Sold.When(Void(1, 20)).After).When(Answered(SagaStep.Void, StepResult.Refuse(no)));
        Asks(stuck, "operator");
        var again = new Situation(stuck.After).When(sale => Engine.Decide(
            sale, new SagaInput.OperatorAsked(OperatorRequest.Retry, "why", "ops", At)));
        Assert.False(again.After.IsFinal);
        Asks(again, nameof(AskVoid.GiveBack));
    }

    [Fact] public void It_is_given_back()
    {
        var begun = Sold.When(Void(17, 17));
        begun.Then(VoidStarted()).AndTheSameTwice();
        Asks(begun, nameof(AskVoid.GiveBack));
        var voided = new Situation(begun.After).When(Answered(SagaStep.Void));
        voided.Then(Voided()).AndTheSameTwice();
        Assert.True(voided.After is { Voided: true, State: SagaState.Completed, Number.Number: 17 });
        Asks(voided, "nothing");
    }
}
