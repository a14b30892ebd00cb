using PosSaga.EventSourcing;
using PosSaga.Payments;
using PosSaga.Registers;
using PosSaga.Sagas;
using PosSaga.Sales;
using PosSaga.Tests.EventSourcing;

namespace PosSaga.Tests.Sales;

/// <summary>Sale s-1: two coffees, half by card, half in cash.</summary>
public abstract class SaleSpec : Spec<Sale, SaleEvent>
{
    protected static readonly SagaEngine<Sale, SaleEvent> Engine = new(SaleSteps.Steps);
    protected static readonly DateTimeOffset At = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    protected static readonly SaleNumber Number = new(17, "4-r1-17");
    private static readonly Origin Anna = new("demo", "anna", "s-1");
    private static readonly SaleLineAsked[] Lines = [new("CAFE", 2)];
    private static readonly TenderAsked[] Tenders =
        [new(PaymentMethod.CreditCard, new(1487), "tok_ok"), new(PaymentMethod.Cash, new(1500))];

    protected static readonly PricedSale Price = new(
        "Mile End", "QC", [new("CAFE", "Café", new(1299), 2, Money.Zero)], new(2598), [], new(389), new(2987),
        [new(PaymentMethod.CreditCard, new(1487), null, "s-1.1"), new(PaymentMethod.Cash, new(1500), new(1500))],
        Money.Zero, Money.Zero);

    protected static SaleEvent Started() =>
        new SaleEvent.Started("4", "r1", "anna", null, Lines, Tenders, "f", "anna") { At = At };

    protected static SaleEvent Priced() => new SaleEvent.Priced(Price) { At = At };

    protected static SaleEvent Reserved() => new SaleEvent.StockReserved { At = At };

    protected static SaleEvent Paid() => new SaleEvent.Paid { At = At };

    protected static SaleEvent Committed() => new SaleEvent.Committed(Number) { At = At };

    protected static SaleEvent Undone(SagaStep step) => new SaleEvent.StepUndone(step) { At = At };

    protected static SaleEvent Failed() => new SaleEvent.Failed { At = At };

    protected static SaleEvent StepFailed(
        SagaStep step, string reason, RefusalKind kind, SagaStep? undoFrom, string? detail = null,
        bool unknown = false) =>
        new SaleEvent.StepFailed(step, reason, kind, detail, unknown, undoFrom) { At = At };

    protected static Func<Sale, Decision<SaleEvent>> Start(string fingerprint = "f") => sale => SaleStart.Decide(
        sale, new StartSale(Anna, "4", "r1", "anna", null, Lines, Tenders, fingerprint), At);

    protected static Func<Sale, Decision<SaleEvent>> Answered(SagaStep step, StepResult? result = null, bool undo = false) =>
        sale => Engine.Decide(sale, new SagaInput.StepAnswered(step, undo, result ?? Success(step), At));

    protected static Func<Sale, Decision<SaleEvent>> Unanswered(SagaStep step, bool undo = false) =>
        sale => Engine.Decide(sale, new SagaInput.AttemptFailed(step, undo, "TimeoutException", At));

    protected static StepResult Success(SagaStep step) => step switch
    {
        SagaStep.Price => new StepResult.SalePriced(Price),
        SagaStep.Commit => new StepResult.SaleNumbered(Number),
        _ => StepResult.Ok,
    };

    protected static SaleEvent VoidStarted() => new SaleEvent.VoidStarted("rung up twice", "anna") { At = At };

    protected static SaleEvent Voided() => new SaleEvent.Voided { At = At };

    protected static Func<Sale, Decision<SaleEvent>> Void(long first, long last, VersionCondition? seen = null) =>
        sale => SaleVoid.Decide(
            sale, new VoidSale(Anna, "rung up twice", seen),
            new Shift("4", "r1", 1, At, "anna", Money.Zero, ShiftTotals.None with { First = first, Last = last }, []), At);

    protected static void Asks(Outcome outcome, string expected)
    {
        var next = Engine.Next(outcome.After);
        Assert.Equal(expected, next.Kind switch
        {
            SagaActionKind.Nothing => "nothing",
            SagaActionKind.WaitForOperator => "operator",
            _ => next.Ask!.Method.Name,
        });
    }
}
