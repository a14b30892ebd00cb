using PosSaga.Inventory;
using PosSaga.Payments;
using PosSaga.Sagas;
using PosSaga.Tests.Runtime;
using PosSaga.Tests.Sagas;

namespace PosSaga.Tests.Cluster;

/// <summary>Two clusters that know nothing of each other on one journal: every grain has an activation in each, as in the worst
/// split. The journal's version decides, and nothing is done twice.</summary>
[Collection(GrainWorlds.Name)]
public sealed class When_two_activations_race
{
    private static readonly Origin Till = new("demo", "demo-store", "race");

    private readonly SagaSilo _silo = new(GrainHost.Cluster);

    [Fact] public void Never_more_is_reserved_than_there_is() => _silo.Run(async () =>
    {
        var other = await _silo.Rival();
        var shelves = new[] { _silo.Grains, other }.Select(grains => grains.GetGrain<IStockGrain>("demo/1/CAFE")).ToList();
        var answers = await Task.WhenAll(Enumerable.Range(0, 30).Select(i => Persistently(
            () => shelves[i % 2].Reserve(new ReserveStock(Till, $"r-{i}", 1, _silo.Time.GetUtcNow())))));

        Assert.Equal(10, answers.Count(answer => answer.IsDone));
        // The one that lost the last race learns of it when it is asked to do something.
        for (var i = 0; i < shelves.Count; i++)
        {
            var (shelf, late) = (shelves[i], $"late-{i}");
            Assert.Equal("out-of-stock", (await shelf.Reserve(new ReserveStock(Till, late, 1, _silo.Time.GetUtcNow()))).Refusal?.Code);
            await Persistently(() => shelf.Release(new ReleaseStock(Till, late)));
            Assert.Equal(0, (await shelf.Get()).Available);
        }
    });

    [Fact] public void A_card_is_charged_once() => _silo.Run(async () =>
    {
        var other = await _silo.Rival();
        var payments = new[] { _silo.Grains, other }.Select(grains => grains.GetGrain<IPaymentGrain>("demo/p-1")).ToList();
        var command = new AuthorisePayment(Till, "p-1", new Money(4130), PaymentMethod.CreditCard, "tok_ok");
        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(i => Persistently(() => payments[i % 2].Authorise(command))));
        Assert.All(answers, answer => Assert.Equal(PaymentOutcome.Authorised, answer.Value!.Outcome));
        Assert.Equal(["payment.authorised/1"], (await _silo.Log("payment/demo/p-1")).Select(e => e.Type));

        // Captured in one, voided in the other: what the journal says is what the gateway did.
        await Task.WhenAll(
            Persistently(() => payments[0].Capture(new CapturePayment(Till))),
            Persistently(() => payments[1].Void(new VoidPayment(Till, "p-1", "race"))));
        var books = await _silo.Ledger.Books("");
        Assert.Equal((1, 4130), (books.CapturedCount + books.VoidedCount, books.Captured + books.Voided));
        Assert.Equal(books.Captured, (await payments[0].Get())!.Captured.Amount);
    });

    [Fact] public void What_was_paid_is_refunded_once() => _silo.Run(async () =>
    {
        var other = await _silo.Rival();
        var payments = new[] { _silo.Grains, other }.Select(grains => grains.GetGrain<IPaymentGrain>("demo/p-1")).ToList();
        await payments[0].Authorise(new AuthorisePayment(Till, "p-1", new Money(4130), PaymentMethod.CreditCard, "tok_ok"));
        await payments[0].Capture(new CapturePayment(Till));

        // Two refunds of all of it, each asked for in both clusters.
        await Task.WhenAll(Enumerable.Range(0, 12).Select(i => Persistently(async () =>
        {
            var (payment, refund) = (payments[i % 2], $"r-{i / 2 % 2}");
            await payment.ReserveRefund(new ReserveRefund(Till, refund, new Money(4130)));
            return await payment.SettleRefund(new SettleRefund(Till, refund));
        })));
        Assert.Equal(4130, (await _silo.Ledger.Books("")).Refunded);
        Assert.Single(await _silo.Log("payment/demo/p-1"), e => e.Type == "payment.refunded/1");
    });

    [Fact] public void A_saga_that_both_drive_sells_once() => _silo.Run(async () =>
    {
        var other = await _silo.Rival();
        var sagas = new[] { _silo.Grains, other }.Select(grains => grains.GetGrain<IOrderSagaGrain>("demo/s-1")).ToList();
        await Task.WhenAll(sagas.Select(saga => Persistently(() => SagaSilo.Start(saga))));
        foreach (var saga in sagas)
            await Ended(saga);

        Assert.Equal((8, 0), await _silo.StockOf("CAFE"));
        Assert.Equal((9, 0), await _silo.StockOf("MIEL"));
        Assert.Equal(1, (await _silo.Ledger.Books("")).CapturedCount);
        Assert.Single(await _silo.Log(), e => e.Type == "order-saga.completed/1");
    });

    private async Task Ended(IOrderSagaGrain saga)
    {
        for (var rounds = 0; rounds < 100; rounds++)
        {
            if (await Persistently(saga.Resume) is { StateFinal: true } end)
            {
                Assert.Equal(SagaState.Completed, end.State);
                return;
            }
            await _silo.Wait(5);
        }
        Assert.Fail("The saga did not end.");
    }

    // A command may lose more races than it cares to run; whoever sent it sends it again.
    private async Task<T> Persistently<T>(Func<Task<T>> call)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                return await call();
            }
            catch (PosSaga.Journal.StreamConflictException) when (tries < 50)
            {
                await _silo.Wait(0.05);
            }
        }
    }
}
