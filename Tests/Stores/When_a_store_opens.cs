using PosSaga.EventSourcing;
using PosSaga.Stores;
using PosSaga.Tests.EventSourcing;

namespace PosSaga.Tests.Stores;

public sealed class When_a_store_opens : Spec<Store, StoreEvent>
{
    private static readonly StoreEvent MileEnd = new StoreEvent.Opened("Mile End", "QC", StoreKind.Store);

    [Fact] public void A_province_without_a_tax_is_refused() =>
        Given().When(Open(province: "XX")).Refused("province-unknown", RefusalKind.Validation);

    [Fact] public void A_store_has_a_name() =>
        Given().When(Open(name: "")).Refused("store-name-missing", RefusalKind.Validation);

    [Fact] public void An_id_is_given_once() =>
        Given(MileEnd).When(Open(name: "Outremont")).Refused("store-exists", RefusalKind.Conflict);

    [Fact] public void It_is_open() => Given().When(Open()).Then(MileEnd).AndTheSameTwice();

    private static Func<Store, Decision<StoreEvent>> Open(string name = "Mile End", string province = "QC") =>
        store =>
            StoreDecider.Decide(store, new OpenStore(new("demo", "demo-admin", "4"), name, province, StoreKind.Store));
}
