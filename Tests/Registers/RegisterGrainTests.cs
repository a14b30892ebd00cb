using PosSaga.Journal;
using PosSaga.Payments;
using PosSaga.Registers;
using PosSaga.Stores;
using PosSaga.Tests.EventSourcing;
using PosSaga.Tests.Runtime;
using static PosSaga.Tests.EventSourcing.GrainWorld;

namespace PosSaga.Tests.Registers;

/// <summary>The grain over a journal: what the decider cannot show.</summary>
public abstract class RegisterGrainTests(GrainHost host)
{
    public sealed class Simulated() : RegisterGrainTests(GrainHost.Simulator);

    [Collection(GrainWorlds.Name), Trait(Categories.Name, Categories.System)]
    public sealed class OnACluster() : RegisterGrainTests(GrainHost.Cluster);

    private readonly GrainWorld _world = new(host);

    private IRegisterGrain Till => _world.Get<IRegisterGrain>("4-r1");

    [Fact]
    public void A_key_answers_the_same_whatever_has_happened_since() => _world.Run(async () =>
    {
        await SetUp();
        var opened = await Till.OpenShift(new(From, new(10_000), "k1", "f"));
        var moved = await Till.MoveCash(new(From, CashMovementKind.PaidIn, new(500), "change", "k2", "f"));
        var closed = await Till.CloseShift(new(From, new(10_400), "k3", "f"));
        Assert.Equal(-100, closed.Value!.Close!.Variance.Amount);
        Assert.True((await Till.OpenShift(new(From, new(0)))).IsDone);
        await _world.Crash();

        Assert.Equivalent(opened with { Replayed = true }, await Till.OpenShift(new(From, new(10_000), "k1", "f")));
        Assert.Equivalent(
            moved with { Replayed = true },
            await Till.MoveCash(new(From, CashMovementKind.PaidIn, new(500), "change", "k2", "f")));
        Assert.Equivalent(closed with { Replayed = true }, await Till.CloseShift(new(From, new(10_400), "k3", "f")));
        Assert.Equal(
            "idempotency-key-reused", (await Till.CloseShift(new(From, new(1), "k3", "other"))).Refusal!.Code);
        Assert.Equal(2, (await Till.CurrentShift())!.Number);
    });

    [Fact]
    public void A_refusal_under_a_key_stays_one() => _world.Run(async () =>
    {
        await SetUp();
        Assert.Equal("shift-not-open", (await Till.CloseShift(new(From, new(0), "k", "f"))).Refusal!.Code);
        Assert.True((await Till.OpenShift(new(From, new(0)))).IsDone);
        var again = await Till.CloseShift(new(From, new(0), "k", "f"));
        Assert.Equal(("shift-not-open", true), (again.Refusal!.Code, again.Replayed));
        Assert.NotNull(await Till.CurrentShift());
    });

    [Theory, InlineData(MemoryFault.FailBefore), InlineData(MemoryFault.FailAfter)]
    public void A_sale_has_one_number_however_often_it_is_recorded(MemoryFault fault) => _world.Run(async () =>
    {
        await SetUp();
        Assert.Equal("4-r1-1", (await Till.RecordSale(Sale("s1"))).Value!.Text);
        _world.AppendFaults.Enqueue(fault);
        await Assert.ThrowsAnyAsync<Exception>(() => Till.RecordSale(Sale("s2")));
        await _world.Crash();
        Assert.Equal(2, (await Till.RecordSale(Sale("s2"))).Value!.Number);
        Assert.Equal(3, (await Till.RecordSale(Sale("s3"))).Value!.Number);
        var again = await Till.RecordSale(Sale("s2"));
        Assert.Equal((2L, true), (again.Value!.Number, again.Replayed));
    });

    [Fact]
    public void Many_sales_at_once_have_each_their_number() => _world.Run(async () =>
    {
        await SetUp();
        var numbers = await Task.WhenAll(Enumerable.Range(0, 50).Select(n => Till.RecordSale(Sale($"s{n % 25}"))));
        Assert.Equal(
            Enumerable.Range(1, 25).Select(n => (long)n),
            numbers.Select(answer => answer.Value!.Number).Distinct().Order());
    });

    private async Task SetUp()
    {
        Assert.True((await _world.Get<IStoreGrain>("4").Open(new(From, "Mile End", "QC", StoreKind.Store))).IsDone);
        Assert.True((await Till.Set(new(From, "4", "r1", "Caisse 1", true))).IsDone);
    }

    private static RecordSale Sale(string id) => new(
        From, id, 1, new(500), Money.Zero, new(500), Money.Zero, [new(PaymentMethod.Cash, 1, new(500))]);
}
