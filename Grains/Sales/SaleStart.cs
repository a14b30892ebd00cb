using PosSaga.EventSourcing;

namespace PosSaga.Sales;

/// <summary>The start of a sale: once, whoever repeats it.</summary>
public static class SaleStart
{
    public static Decision<SaleEvent> Decide(Sale sale, StartSale start, DateTimeOffset at) => sale.Request switch
    {
        null => Decision<SaleEvent>.Record(new SaleEvent.Started(
            start.StoreId, start.RegisterId, start.CashierId, start.CustomerId, start.Lines, start.Tenders,
            start.Fingerprint, start.Origin.Actor, start.Origin.RequestId, start.Origin.Trace) { At = at }),
        { } request when request.Fingerprint == start.Fingerprint => Decision<SaleEvent>.Replay,
        _ => Decision<SaleEvent>.Refuse(SaleRefusals.KeyReused),
    };
}
