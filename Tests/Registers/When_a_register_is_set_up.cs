using PosSaga.Registers;
using PosSaga.Stores;

namespace PosSaga.Tests.Registers;

public sealed class When_a_register_is_set_up : RegisterSpec
{
    [Fact] public void There_is_such_a_store() =>
        Given().When(Set(kind: null)).Refused("store-not-found", RefusalKind.NotFound);

    [Theory, InlineData(StoreKind.Warehouse), InlineData(StoreKind.Office)]
    public void It_stands_in_a_store(StoreKind kind) =>
        Given().When(Set(kind: kind)).Refused("register-needs-store", RefusalKind.Conflict);

    [Fact] public void It_has_a_name() =>
        Given().When(Set(name: " ")).Refused("register-name-missing", RefusalKind.Validation);

    [Fact] public void Both_ids_fit_into_one() =>
        Given().When(Set(store: new string('a', 40), register: new string('b', 40)))
            .Refused("register-id-too-long", RefusalKind.Validation);

    // a-b and c, a and b-c: both would be called a-b-c.
    [Fact] public void Two_that_would_be_called_the_same_are_not_both_taken() =>
        Given(new RegisterEvent.Added("a-b", "c", "Caisse 1", true)).When(Set(store: "a", register: "b-c"))
            .Refused("register-id-taken", RefusalKind.Conflict);

    [Fact] public void Somebody_has_changed_it_since() =>
        Given(Added, new RegisterEvent.Changed("Caisse A", true)).When(Set(seen: new VersionCondition([1])))
            .Refused("register-changed", RefusalKind.PreconditionFailed);

    [Fact] public void It_is_not_taken_out_of_service_with_money_in_its_drawer() =>
        Given(Added, Opened()).When(Set(active: false)).Refused("shift-open", RefusalKind.InvalidState);

    [Fact] public void It_is_added() => Given().When(Set()).Then(Added).AndTheSameTwice();

    [Fact] public void It_is_renamed() =>
        Given(Added).When(Set(name: "Caisse A")).Then(new RegisterEvent.Changed("Caisse A", true)).AndTheSameTwice();
}
