using PosSaga.Journal;
using PosSaga.Payments;
using PosSaga.Tests.Simulation;

namespace PosSaga.Tests.Payments;

/// <summary>The event was in the journal, its acknowledgement was lost, and until the next command the payment answered
/// with what it had known before.</summary>
public sealed class Bug_a_payment_was_not_found_after_a_lost_acknowledgement
{
    [Fact]
    public void It_is_shown_as_the_journal_has_it()
    {
        var world = new World(
            1, Plant.Nothing with { Journal = static (_, journal) => new LosesTheFirstAcknowledgement(journal) }, new Climate());
        var payment = world.Get<IPaymentGrain>("p");
        world.Scheduler.Run(async () =>
        {
            await Assert.ThrowsAsync<JournalUnavailableException>(() => payment.Authorise(
                new AuthorisePayment(world.From("test", "p"), "p", new Money(1299), PaymentMethod.Cash, "tok_ok")));
            Assert.Equal(PaymentStatus.Authorised, (await payment.Get())?.Status);
        });
    }

    private sealed class LosesTheFirstAcknowledgement(IEventJournal journal) : JournalInFront(journal)
    {
        private bool _lost;

        public override async Task<AppendResult> Append(AppendRequest request, CancellationToken cancellation = default)
        {
            var result = await base.Append(request, cancellation);
            if (_lost)
                return result;
            _lost = true;
            throw new JournalUnavailableException("The acknowledgement was lost.");
        }
    }
}
