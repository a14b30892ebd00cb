using System.Text.Json.Serialization;
using PosSaga.Payments;

namespace PosSaga.Registers;

public enum CashMovementKind { PaidIn, PaidOut }

[GenerateSerializer, Immutable, Alias("possaga.register.cash-movement")]
public sealed record CashMovement(CashMovementKind Kind, Money Amount, string Reason, string By, DateTimeOffset At);

/// <param name="Amount">What went into the drawer or came off cards; cash after rounding and change.</param>
[GenerateSerializer, Immutable, Alias("possaga.register.tender-total")]
public sealed record TenderTotal(PaymentMethod Method, int Count, Money Amount);

/// <summary>What sales of a shift come to.</summary>
/// <param name="Rounding">Of cash to five cents: may be below zero.</param>
/// <param name="First">Number of the first receipt; 0 for none.</param>
/// <param name="Voids">Sales that were given back; all else is without them.</param>
[GenerateSerializer, Immutable, Alias("possaga.register.shift-totals")]
public sealed record ShiftTotals(
    int Sales, int Items, Money Subtotal, Money Tax, Money Total, Money Rounding,
    IReadOnlyList<TenderTotal> Tenders, long First, long Last, int Voids = 0)
{
    public static ShiftTotals None { get; } =
        new(0, 0, Money.Zero, Money.Zero, Money.Zero, Money.Zero, [], 0, 0);

    /// <summary>What sales put into the drawer.</summary>
    [JsonIgnore]
    public Money Cash => Tenders.FirstOrDefault(tender => tender.Method == PaymentMethod.Cash)?.Amount ?? Money.Zero;
}

/// <param name="Variance">Counted less expected: below zero where money is missing.</param>
[GenerateSerializer, Immutable, Alias("possaga.register.shift-close")]
public sealed record ShiftClose(DateTimeOffset At, string By, Money Expected, Money Counted, Money Variance);

/// <summary>A shift of one register: while it is open an X report, once it is closed its Z report.</summary>
/// <param name="Number">From 1, without gaps, per register.</param>
/// <param name="Close">Null while it is open.</param>
[GenerateSerializer, Immutable, Alias("possaga.register.shift")]
public sealed record Shift(
    string StoreId, string RegisterId, int Number, DateTimeOffset OpenedAt, string OpenedBy, Money OpeningFloat,
    ShiftTotals Totals, IReadOnlyList<CashMovement> Movements, ShiftClose? Close = null)
{
    [JsonIgnore] public Money PaidIn => Moved(CashMovementKind.PaidIn);

    [JsonIgnore] public Money PaidOut => Moved(CashMovementKind.PaidOut);

    /// <summary>What should be in the drawer.</summary>
    [JsonIgnore] public Money Expected => OpeningFloat + Totals.Cash + PaidIn - PaidOut;

    private Money Moved(CashMovementKind kind) => Movements.Where(movement => movement.Kind == kind)
        .Aggregate(Money.Zero, (sum, movement) => sum + movement.Amount);
}
