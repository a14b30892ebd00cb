using PosSaga.Payments;
using PosSaga.Registers;

namespace PosSaga.Api;

internal sealed record OpenShiftBody(MoneyBody Float) : IBody
{
    public void Check(ValidationErrors faults) => faults.Money("float", Float, RegisterDecider.MaxCashCents);
}

internal sealed record MoveCashBody(CashMovementKind Kind, MoneyBody Amount, string Reason) : IBody
{
    public void Check(ValidationErrors faults)
    {
        faults.Money("amount", Amount, RegisterDecider.MaxCashCents);
        if (Amount.Amount == 0)
            faults.Add("amount.amount", "must not be 0");
        faults.Text("reason", Reason, ReasonBody.MaxLength);
    }
}

internal sealed record CloseShiftBody(MoneyBody Counted) : IBody
{
    public void Check(ValidationErrors faults) => faults.Money("counted", Counted, RegisterDecider.MaxCashCents);
}

internal sealed record CashMovementBody(
    CashMovementKind Kind, MoneyBody Amount, string Reason, string By, DateTimeOffset At)
{
    public static CashMovementBody Example { get; } = new(
        CashMovementKind.PaidOut, new(2_000, "CAD"), "window cleaner", "demo-store",
        new(2026, 1, 31, 14, 0, 0, TimeSpan.Zero));

    public static CashMovementBody Of(CashMovement movement) => new(
        movement.Kind, MoneyBody.Of(movement.Amount), movement.Reason, movement.By, movement.At);
}

/// <param name="Amount">What went into the drawer or came off cards; cash after rounding and change.</param>
internal sealed record TenderTotalBody(PaymentMethod Method, int Count, MoneyBody Amount);

/// <summary>A shift: an X report while <c>close</c> is null, its Z report then.</summary>
/// <param name="Number">From 1, without gaps, per register.</param>
/// <param name="Expected">What should be in the drawer.</param>
/// <param name="FirstSale">Number of the first receipt; 0 for none.</param>
/// <param name="Voids">Sales that were given back; sales, amounts and tenders are without them.</param>
internal sealed record ShiftBody(
    string StoreId, string RegisterId, int Number, DateTimeOffset OpenedAt, string OpenedBy, MoneyBody Float,
    int Sales, int Items, MoneyBody Subtotal, MoneyBody Tax, MoneyBody Total, MoneyBody Rounding,
    IReadOnlyList<TenderTotalBody> Tenders, long FirstSale, long LastSale, MoneyBody PaidIn, MoneyBody PaidOut,
    IReadOnlyList<CashMovementBody> Movements, MoneyBody Expected, ShiftCloseBody? Close, int Voids = 0)
{
    private static readonly MoneyBody None = MoneyBody.Of(Money.Zero);

    public static ShiftBody Opened { get; } = new(
        "1", "r1", 1, new(2026, 1, 31, 13, 0, 0, TimeSpan.Zero), "demo-store", new(10_000, "CAD"), 0, 0, None, None,
        None, None, [], 0, 0, None, None, [], new(10_000, "CAD"), null);

    public static ShiftBody Example { get; } = Opened with
    {
        Sales = 1, Items = 2, Subtotal = new(2_598, "CAD"), Tax = new(389, "CAD"), Total = new(2_987, "CAD"),
        Rounding = new(-2, "CAD"), Tenders = [new(PaymentMethod.Cash, 1, new(2_985, "CAD"))], FirstSale = 1,
        LastSale = 1, Expected = new(12_985, "CAD"),
    };

    public static ShiftBody Closed { get; } = Opened with
    {
        PaidOut = new(2_000, "CAD"), Movements = [CashMovementBody.Example], Expected = new(8_000, "CAD"),
        Close = new(new(2026, 1, 31, 22, 0, 0, TimeSpan.Zero), "demo-store", new(8_000, "CAD"), None),
    };

    public static ShiftBody Of(Shift shift) => new(
        shift.StoreId, shift.RegisterId, shift.Number, shift.OpenedAt, shift.OpenedBy, MoneyBody.Of(shift.OpeningFloat),
        shift.Totals.Sales, shift.Totals.Items, MoneyBody.Of(shift.Totals.Subtotal), MoneyBody.Of(shift.Totals.Tax),
        MoneyBody.Of(shift.Totals.Total), MoneyBody.Of(shift.Totals.Rounding),
        [.. shift.Totals.Tenders.Select(
            tender => new TenderTotalBody(tender.Method, tender.Count, MoneyBody.Of(tender.Amount)))],
        shift.Totals.First, shift.Totals.Last, MoneyBody.Of(shift.PaidIn), MoneyBody.Of(shift.PaidOut),
        [.. shift.Movements.Select(CashMovementBody.Of)], MoneyBody.Of(shift.Close?.Expected ?? shift.Expected),
        ShiftCloseBody.Of(shift.Close), shift.Totals.Voids);
}

/// <param name="Variance">Counted less expected: below zero where money is missing.</param>
internal sealed record ShiftCloseBody(DateTimeOffset At, string By, MoneyBody Counted, MoneyBody Variance)
{
    public static ShiftCloseBody? Of(ShiftClose? close) => close is null
        ? null
        : new(close.At, close.By, MoneyBody.Of(close.Counted), MoneyBody.Of(close.Variance));
}
