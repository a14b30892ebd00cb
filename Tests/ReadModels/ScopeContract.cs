using PosSaga.Claims;
using PosSaga.ReadModels;
using PosSaga.Tests.Journal;

namespace PosSaga.Tests.ReadModels;

/// <summary>Lists for whoever may see some stores', or one customer's, only.</summary>
public abstract class ScopeContract : ReadModelContract
{
    private static readonly ReadScope First = new(["1"]);
    private static readonly ReadScope Both = new(["1", "2"]);
    private static readonly ReadScope None = new(["3"]);
    private static readonly ReadScope Ann = new(CustomerId: "ann");
    private static readonly ReadScope Bob = new(CustomerId: "bob");

    [ContractFact]
    public async Task Orders_are_those_of_the_scope()
    {
        await History();
        Assert.Equal("o1", await Orders(First));
        Assert.Equal("o1 o2", await Orders(Both));
        Assert.Equal("", await Orders(None));
        Assert.Equal("o1", await Orders(Ann));
        Assert.Equal("", await Orders(Bob));
        // A filter narrows the scope, and never widens it.
        Assert.Equal("", await Orders(First, storeId: "2"));
    }

    [ContractFact]
    public async Task Claims_are_those_of_the_scope_searched_or_not()
    {
        await History();
        await ClaimsAre(null);
        await ClaimsAre("bag");
    }

    private async Task ClaimsAre(string? words)
    {
        Assert.Equal("c1", await Claims(First, words));
        Assert.Equal("c1 c3", await Claims(Both, words));
        Assert.Equal("", await Claims(None, words));
        Assert.Equal("c1", await Claims(Ann, words));
        Assert.Equal("c2 c3", await Claims(Bob, words));
        Assert.Equal("c1 c2 c3", await Claims(null, words));
    }

    [ContractFact]
    public async Task Refunds_are_those_of_the_scope()
    {
        await History();
        Assert.Equal("o1", await Refunds(First));
        Assert.Equal("c3 o1", await Refunds(Both));
        Assert.Equal("", await Refunds(None));
        Assert.Equal("o1", await Refunds(Ann));
        // About the order of a guest.
        Assert.Equal("c3", await Refunds(Bob));
    }

    [ContractFact]
    public async Task Stores_are_those_of_the_scope()
    {
        var writer = Side.Writer();
        foreach (var id in (string[])["1", "2", "3"])
            await writer.Store(id, "Store " + id);
        await Side.CaughtUp();
        var stores = Side.Get<StoreQueries>();
        Assert.Equal(["1", "2"], (await stores.List("t1", null, 9, Both)).Items.Select(store => store.Id));
        Assert.Equal(3, (await stores.List("t1", null, 9, Ann)).Items.Count);
    }

    // An order of ann's in store 1, a guest's in store 2, of which bob complains; a claim about no order.
    private async Task History()
    {
        var writer = Side.Writer();
        await writer.Sale("o1", "1", customer: "ann");
        await writer.Sale("o2", "2");
        await writer.Append("claim", "c1", ClaimsContract.Created("ann", "Open bag", orderId: "o1"), About("1", "o1"));
        await writer.Append("claim", "c2", ClaimsContract.Created("bob", "No bag"));
        await writer.Append(
            "claim", "c3", ClaimsContract.Created("bob", "Wet bag", orderId: "o2"), About("2", "o2"),
            new ClaimEvent.RefundRequested(RefundEvents.Order("c3", "c3", "o2")) { At = EventWriter.Noon });
        await writer.Append("order", "o1", RefundEvents.Cancelled("t1", "o1"));
        await Side.CaughtUp();
    }

    private static ClaimEvent.Enriched About(string store, string order) =>
        new(store, order, 0.14975m, []) { At = EventWriter.Noon };

    private async Task<string> Orders(ReadScope scope, string? storeId = null) => Sorted(
        (await Side.Get<OrderQueries>().List("t1", new(StoreId: storeId, Scope: scope), null, 9)).Items
        .Select(order => order.Id));

    private async Task<string> Claims(ReadScope? scope, string? words) => Sorted(
        (await Side.Get<ClaimQueries>().List("t1", new(Q: words, Scope: scope), null, 9)).Items.Select(claim => claim.Id));

    private async Task<string> Refunds(ReadScope scope) => Sorted(
        (await Side.Get<RefundQueries>().List("t1", new(Scope: scope), null, 9)).Items.Select(refund => refund.Id));

    private static string Sorted(IEnumerable<string> ids) => string.Join(' ', ids.Order(StringComparer.Ordinal));
}

public sealed class ScopesOnSqlite : ScopeContract
{
    protected override Task<string> NewDatabase() => Sqlite();
}

[OnPostgres]
public sealed class ScopesOnPostgres : ScopeContract
{
    protected override Task<string> NewDatabase() => Postgres();
}
