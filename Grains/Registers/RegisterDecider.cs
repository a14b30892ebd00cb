using System.Globalization;
using PosSaga.EventSourcing;
using PosSaga.Stores;
using static PosSaga.EventSourcing.Decision<PosSaga.Registers.RegisterEvent>;
using static PosSaga.Registers.RegisterRefusals;

namespace PosSaga.Registers;

/// <summary>The rules of a register: one shift at a time, cash adds up, and numbers have no gaps.</summary>
public static class RegisterDecider
{
    /// <summary>One million dollars; far more than any drawer holds.</summary>
    public const long MaxCashCents = 100_000_000;

    public const int MaxMovements = 500;

    /// <param name="id">By which the register is called.</param>
    /// <param name="store">Where it stands; null where there is no such store.</param>
    public static Decision<RegisterEvent> Decide(Register register, SetRegister set, string id, StoreView? store) =>
        register switch
        {
            _ when store is null                               => Refuse(StoreRefusals.NoSuchStore(set.StoreId)),
            _ when store.Kind != StoreKind.Store               => Refuse(NotInAStore(store.Kind)),
            _ when string.IsNullOrWhiteSpace(set.Name)         => Refuse(NameMissing),
            _ when !GrainKeys.IsId(id)                         => Refuse(IdTooLong),
            { Exists: true } when !IsOf(register, set)         =>
                Refuse(IdTaken(register.StoreId, register.RegisterId)),
            _ when set.IfMatch?.Holds(register.Version) == false => Refuse(Stale(set.IfMatch, register.Version)),
            { Exists: false } => Record(
                new RegisterEvent.Added(set.StoreId, set.RegisterId, set.Name, set.Active)),
            _ when register.Name == set.Name && register.Active == set.Active => Replay,
            { Shift: not null } when !set.Active               => Refuse(ShiftOpen),
            _ => Record(new RegisterEvent.Changed(set.Name, set.Active)),
        };

    public static Decision<RegisterEvent> Decide(Register register, OpenShift open, DateTimeOffset at) =>
        register switch
        {
            { Exists: false }             => Refuse(NoSuchRegister()),
            { Shift: not null }           => Refuse(ShiftOpen),
            { Active: false }             => Refuse(Inactive),
            _ when !IsCash(open.OpeningFloat, 0) => Refuse(CashOutOfRange),
            _ => Record(new RegisterEvent.ShiftOpened(new Shift(
                register.StoreId, register.RegisterId, register.LastShift + 1, at, open.Origin.Actor, open.OpeningFloat,
                register.Late, []))),
        };

    public static Decision<RegisterEvent> Decide(Register register, MoveCash move, DateTimeOffset at) =>
        register switch
        {
            { Exists: false }              => Refuse(NoSuchRegister()),
            { Shift: null }                => Refuse(ShiftNotOpen),
            _ when !IsCash(move.Amount, 1) => Refuse(CashOutOfRange),
            { Shift.Movements.Count: >= MaxMovements } => Refuse(TooManyMovements),
            { Shift: { } shift } when move.Kind == CashMovementKind.PaidOut && move.Amount > shift.Expected =>
                Refuse(NotInTheDrawer(shift.Expected)),
            _ => Record(new RegisterEvent.CashMoved(
                new CashMovement(move.Kind, move.Amount, move.Reason, move.Origin.Actor, at))),
        };

    /// <summary>Whatever is counted closes it: a variance is reported, never refused.</summary>
    public static Decision<RegisterEvent> Decide(Register register, CloseShift close, DateTimeOffset at) =>
        register switch
        {
            { Exists: false }                => Refuse(NoSuchRegister()),
            { Shift: null }                  => Refuse(ShiftNotOpen),
            _ when !IsCash(close.Counted, 0) => Refuse(CashOutOfRange),
            { Shift: var shift } => Record(new RegisterEvent.ShiftClosed(shift with
            {
                Close = new ShiftClose(
                    at, close.Origin.Actor, shift.Expected, close.Counted, close.Counted - shift.Expected),
            })),
        };

    /// <summary>Of a sale that is paid: never refused because the shift was closed or the register taken out of service
    /// meanwhile. Its number is given here and nowhere else, so there are no gaps whoever dies when.</summary>
    public static Decision<RegisterEvent> Decide(Register register, RecordSale sale) => register switch
    {
        { Exists: false }      => Refuse(NoSuchRegister()),
        { LastSale: var last } => Record(new RegisterEvent.SaleRecorded(sale.SaleId, last + 1, Totals(sale, last + 1))),
    };

    /// <summary>Of a sale that was recorded here; what was settled after the close of its shift counts in the
    /// next.</summary>
    public static Decision<RegisterEvent> TakeBack(Register register, RecordSale sale) => register.Exists
        ? Record(new RegisterEvent.SaleVoided(sale.SaleId, Totals(sale, 0).Voided()))
        : Refuse(NoSuchRegister());

    private static ShiftTotals Totals(RecordSale sale, long number) => new(
        1, sale.Items, sale.Subtotal, sale.Tax, sale.Total, sale.Rounding, sale.Tenders, number, number);

    public static SaleNumber NumberOf(Register register, long number) => new(
        number,
        string.Create(CultureInfo.InvariantCulture, $"{register.StoreId}-{register.RegisterId}-{number}"));

    private static bool IsOf(Register register, SetRegister set) =>
        register.StoreId == set.StoreId && register.RegisterId == set.RegisterId;

    private static bool IsCash(Money amount, long min) =>
        amount.Amount >= min && amount.Amount <= MaxCashCents && amount.Currency == Money.Cad;
}
