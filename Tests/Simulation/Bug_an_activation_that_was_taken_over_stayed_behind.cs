using PosSaga.Payments;
using PosSaga.Sagas;

namespace PosSaga.Tests.Simulation;

/// <summary>A silo that was declared dead went on appending for a while. The activation on the new silo had loaded
/// before that, had nothing to do as far as it knew, and was kept alive by the very watchdog that called it in vain.
/// Found by seed 16109.</summary>
public sealed class Bug_an_activation_that_was_taken_over_stayed_behind
{
    private readonly Takeover _takeover = new(new FaultProfile());

    [Fact]
    public void A_saga_that_it_had_never_heard_of_is_resumed() => _takeover.World.Scheduler.Run(async () =>
    {
        await _takeover.Cart(coffees: 1);
        var saga = _takeover.Successor.GetGrain<IOrderSagaGrain>("sim/o");
        Assert.Null(await saga.Get());
        await _takeover.Deposed.GetGrain<IOrderSagaGrain>("sim/o").Start(_takeover.Order());
        _takeover.Deposed.KillAll();

        Assert.NotNull(await saga.Resume());
        Assert.Equal(SagaState.Completed, (await saga.WaitForEnd(TimeSpan.FromSeconds(10)))?.State);
    });

    [Fact]
    public void A_payment_that_it_had_never_heard_of_is_captured() => _takeover.World.Scheduler.Run(async () =>
    {
        var from = _takeover.World.From("test", "p");
        var payment = _takeover.Successor.GetGrain<IPaymentGrain>("sim/p");
        Assert.Null(await payment.Get());
        await _takeover.Deposed.GetGrain<IPaymentGrain>("sim/p").Authorise(
            new AuthorisePayment(from, "p", new Money(1299), PaymentMethod.Cash, "tok_ok"));
        _takeover.Deposed.KillAll();

        var answer = await payment.Capture(new CapturePayment(from));
        Assert.Equal(PaymentOutcome.Captured, answer.Value?.Outcome);
    });
}
