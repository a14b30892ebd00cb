using PosSaga.Payments;
using PosSaga.Tests.Runtime;

namespace PosSaga.Tests.Payments;

/// <summary>The earlier system charged once per request, and refunded whatever was asked of it.</summary>
public abstract class Bug_the_same_payment_sent_five_times_charged_five_times(GrainHost host) : PaymentSpec
{
    public sealed class Simulated() : Bug_the_same_payment_sent_five_times_charged_five_times(GrainHost.Simulator);

    [Collection(GrainWorlds.Name), Trait(Categories.Name, Categories.System)]
    public sealed class OnACluster() : Bug_the_same_payment_sent_five_times_charged_five_times(GrainHost.Cluster);

    private readonly PaymentWorld _world = new(host);

    [Theory]
    [InlineData(5)]
    [InlineData(100)]
    public void At_once_it_is_authorised_once(int times) => _world.Run(async () =>
    {
        var answers = await Task.WhenAll(
            Enumerable.Range(0, times).Select(_ => _world.Payment(Id).Authorise(Authorise)));
        Assert.Single(answers.Select(a => a.Value).Distinct());
        Assert.Equal(times - 1, answers.Count(a => a.Replayed));
        Assert.Equal(["Authorise"], _world.Gateway.Calls);
        Assert.Equal((1, 4130), ((int)(await _world.Ledger.Books("")).OpenCount, (await _world.Ledger.Books("")).Open));
        Assert.Equal(["payment.authorised/1"], await _world.Log(Id));
    });

    [PublicReport("productdevbook/kasapay#114")]
    [Fact] public void At_once_it_is_captured_once() => _world.Run(async () =>
    {
        await _world.Payment(Id).Authorise(Authorise);
        var answers = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => _world.Payment(Id).Capture(Capture)));
        Assert.All(answers, answer => Assert.Equal(PaymentOutcome.Captured, answer.Value!.Outcome));
        Assert.Equal(["Authorise", "Capture"], _world.Gateway.Calls);
        Assert.Equal(4130, (await _world.Ledger.Books("")).Captured);
        Assert.Equal(new Money(4130), (await _world.Payment(Id).Get())!.Refundable);
    });

    [PublicReport("odoo/odoo#150102")]
    [Fact] public void Sent_again_after_the_silo_died_it_is_charged_once() => _world.Run(async () =>
    {
        await _world.Payment(Id).Authorise(Authorise);
        await _world.KillSilo();
        Assert.True((await _world.Payment(Id).Authorise(Authorise)).Replayed);
        Assert.Equal(["Authorise"], _world.Gateway.Calls);
    });

    [Fact] public void Of_capture_and_void_at_once_one_happens() => _world.Run(async () =>
    {
        await _world.Payment(Id).Authorise(Authorise);
        await Task.WhenAll(_world.Payment(Id).Capture(Capture), _world.Payment(Id).Void(Void));
        var (books, view) = (await _world.Ledger.Books(""), await _world.Payment(Id).Get());
        Assert.Equal(books.Captured, view!.Captured.Amount);
        Assert.Equal(4130, books.Captured + books.Voided);
    });
}
