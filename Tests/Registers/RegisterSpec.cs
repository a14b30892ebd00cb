using PosSaga.EventSourcing;
using PosSaga.Payments;
using PosSaga.Registers;
using PosSaga.Stores;
using PosSaga.Tests.EventSourcing;

namespace PosSaga.Tests.Registers;

/// <summary>Register r1 of store 4.</summary>
public abstract class RegisterSpec : Spec<Register, RegisterEvent>
{
    protected static readonly DateTimeOffset At = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    protected static readonly RegisterEvent Added = new RegisterEvent.Added("4", "r1", "Caisse 1", true);
    private static readonly Origin Anna = new("demo", "anna", "4-r1");

    protected static RegisterEvent Opened(int number = 1, long cents = 10_000, ShiftTotals? late = null) =>
        new RegisterEvent.ShiftOpened(
            new Shift("4", "r1", number, At, "anna", new(cents), late ?? ShiftTotals.None, []));

    protected static RegisterEvent Moved(CashMovementKind kind, long cents) =>
        new RegisterEvent.CashMoved(new CashMovement(kind, new(cents), "change", "anna", At));

    protected static RegisterEvent Sold(long number, long cash, long card = 0) =>
        new RegisterEvent.SaleRecorded($"s{number}", number, TotalsOf(number, cash, card));

    protected static ShiftTotals TotalsOf(long number, long cash, long card = 0) => new(
        1, 2, new(cash + card), Money.Zero, new(cash + card), Money.Zero, [.. Tenders(cash, card)], number, number);

    protected static Func<Register, Decision<RegisterEvent>> Set(
        string name = "Caisse 1", bool active = true, StoreKind? kind = StoreKind.Store, string store = "4",
        string register = "r1", VersionCondition? seen = null) =>
        state => RegisterDecider.Decide(
            state, new SetRegister(Anna, store, register, name, active, seen), Register.AddressOf(store, register),
            kind is { } some ? new StoreView(store, "Mile End", "QC", some) : null);

    protected static Func<Register, Decision<RegisterEvent>> Open(long cents = 10_000, string currency = "CAD") =>
        state => RegisterDecider.Decide(state, new OpenShift(Anna, new(cents, currency)), At);

    protected static Func<Register, Decision<RegisterEvent>> Move(CashMovementKind kind, long cents) =>
        state => RegisterDecider.Decide(state, new MoveCash(Anna, kind, new(cents), "change"), At);

    protected static Func<Register, Decision<RegisterEvent>> Close(long counted) =>
        state => RegisterDecider.Decide(state, new CloseShift(Anna, new(counted)), At);

    protected static Func<Register, Decision<RegisterEvent>> Record(string sale, long cash, long card = 0) =>
        state => RegisterDecider.Decide(state, new RecordSale(
            Anna, sale, 2, new(cash + card), Money.Zero, new(cash + card), Money.Zero, [.. Tenders(cash, card)]));

    protected static Func<Register, Decision<RegisterEvent>> TakeBack(string sale, long cash) =>
        state => RegisterDecider.TakeBack(state, new RecordSale(
            Anna, sale, 2, new(cash), Money.Zero, new(cash), Money.Zero, [.. Tenders(cash, 0)]));

    private static IEnumerable<TenderTotal> Tenders(long cash, long card)
    {
        if (cash > 0)
            yield return new TenderTotal(PaymentMethod.Cash, 1, new(cash));
        if (card > 0)
            yield return new TenderTotal(PaymentMethod.CreditCard, 1, new(card));
    }
}
