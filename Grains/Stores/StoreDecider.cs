using PosSaga.Carts;
using PosSaga.EventSourcing;
using static PosSaga.EventSourcing.Decision<PosSaga.Stores.StoreEvent>;
using static PosSaga.Stores.StoreRefusals;

namespace PosSaga.Stores;

/// <summary>The rules of stores: opened once, in a province whose tax is known.</summary>
public static class StoreDecider
{
    public static Decision<StoreEvent> Decide(Store store, OpenStore open) => store switch
    {
        { Exists: true } when IsOf(store, open)        => Replay,
        { Exists: true }                               => Refuse(StoreExists),
        _ when string.IsNullOrWhiteSpace(open.Name)    => Refuse(NameMissing),
        _ when !SalesTax.IsProvince(open.Province)     => Refuse(UnknownProvince(open.Province)),
        _ => Record(new StoreEvent.Opened(open.Name, open.Province, open.Kind)),
    };

    private static bool IsOf(Store store, OpenStore open) =>
        (store.Name, store.Province, store.Kind) == (open.Name, open.Province, open.Kind);
}
