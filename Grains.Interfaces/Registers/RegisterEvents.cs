using PosSaga.Journal;

namespace PosSaga.Registers;

public abstract record RegisterEvent
{
    [StoredAs("register.added/1")]
    public sealed record Added(string StoreId, string RegisterId, string Name, bool Active) : RegisterEvent;

    [StoredAs("register.changed/1")] public sealed record Changed(string Name, bool Active) : RegisterEvent;

    /// <param name="Shift">As it begins. Sales that were settled after the close of the shift before count in
    /// it.</param>
    [StoredAs("register.shift-opened/1")] public sealed record ShiftOpened(Shift Shift) : RegisterEvent;

    [StoredAs("register.cash-moved/1")] public sealed record CashMoved(CashMovement Movement) : RegisterEvent;

    /// <param name="Number">Of the receipt: the one before and one.</param>
    /// <param name="Totals">This sale alone.</param>
    [StoredAs("register.sale-recorded/1")]
    public sealed record SaleRecorded(string SaleId, long Number, ShiftTotals Totals) : RegisterEvent;

    /// <param name="Totals">What is taken out of the shift: below zero.</param>
    [StoredAs("register.sale-voided/1")]
    public sealed record SaleVoided(string SaleId, ShiftTotals Totals) : RegisterEvent;

    /// <param name="Report">The Z report, as it stands for ever.</param>
    [StoredAs("register.shift-closed/1")] public sealed record ShiftClosed(Shift Report) : RegisterEvent;

    private RegisterEvent() { }
}
