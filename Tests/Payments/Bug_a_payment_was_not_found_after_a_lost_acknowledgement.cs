using PosSaga.Journal;
using PosSaga.Payments;
using PosSaga.Tests.Runtime;
using PosSaga.Tests.Sagas;

namespace PosSaga.Tests.Payments;

/// <summary>The event was in the journal, its acknowledgement was lost, and until the next command the payment answered
/// with what it had known before.</summary>
public abstract class Bug_a_payment_was_not_found_after_a_lost_acknowledgement(GrainHost host)
{
    public sealed class Simulated() : Bug_a_payment_was_not_found_after_a_lost_acknowledgement(GrainHost.Simulator);

    [Collection(GrainWorlds.Name), Trait(Categories.Name, Categories.System)]
    public sealed class OnACluster() : Bug_a_payment_was_not_found_after_a_lost_acknowledgement(GrainHost.Cluster);

    private readonly SagaSilo _silo = new(host);

    [Fact] public void It_is_shown_as_the_journal_has_it() => _silo.Run(async () =>
    {
        var lost = 0;
        _silo.Faults = (step, about) =>
            step == MemoryStep.Append && about == "payment/demo/p" && Interlocked.Exchange(ref lost, 1) == 0
                ? MemoryFault.FailAfter
                : MemoryFault.None;
        var payment = _silo.Grains.GetGrain<IPaymentGrain>("demo/p");
        await Assert.ThrowsAsync<JournalUnavailableException>(() => payment.Authorise(new AuthorisePayment(
            new Origin("demo", "test", "p"), "p", new Money(1299), PaymentMethod.Cash, "tok_ok")));
        Assert.Equal(PaymentStatus.Authorised, (await payment.Get())?.Status);
    });
}
