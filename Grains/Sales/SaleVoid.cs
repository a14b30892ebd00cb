using PosSaga.EventSourcing;
using PosSaga.Registers;
using PosSaga.Sagas;
using static PosSaga.EventSourcing.Decision<PosSaga.Sales.SaleEvent>;

namespace PosSaga.Sales;

/// <summary>A sale is voided within its shift: afterwards the drawer has been counted, and goods come back as a
/// return.</summary>
public static class SaleVoid
{
    /// <param name="shift">That is open at the sale's register; null where none is, or nothing was sold.</param>
    public static Decision<SaleEvent> Decide(Sale sale, VoidSale ask, Shift? shift, DateTimeOffset at) => sale switch
    {
        { Request: null }                                 => Refuse(SaleRefusals.NotFound),
        { VoidReason: not null }                          => Replay,
        _ when ask.IfMatch?.Holds(sale.Version) == false  => Refuse(SaleRefusals.Stale(ask.IfMatch, sale.Version)),
        { State: not SagaState.Completed } or { Number: null } => Refuse(SaleRefusals.NotCompleted),
        _ when !IsIn(shift, sale.Number.Number)           => Refuse(SaleRefusals.ShiftIsOver),
        _ => Record(new SaleEvent.VoidStarted(ask.Reason, ask.Origin.Actor) { At = at }),
    };

    private static bool IsIn(Shift? shift, long number) =>
        shift is { Totals: { First: > 0 } totals } && number >= totals.First && number <= totals.Last;
}
