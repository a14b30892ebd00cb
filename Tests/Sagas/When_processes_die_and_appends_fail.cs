using PosSaga.Carts;
using PosSaga.Journal;
using PosSaga.PaymentSimulator;
using PosSaga.Sagas;
using PosSaga.Tests.Runtime;

namespace PosSaga.Tests.Sagas;

public abstract class When_processes_die_and_appends_fail(GrainHost host)
{
    public sealed class Simulated() : When_processes_die_and_appends_fail(GrainHost.Simulator);

    [Collection(GrainWorlds.Name), Trait(Categories.Name, Categories.System)]
    public sealed class OnACluster() : When_processes_die_and_appends_fail(GrainHost.Cluster);

    private static readonly string[] Tokens =
        ["tok_ok", "tok_declined", "tok_timeout_charged", "tok_timeout_lost", "tok_flaky"];

    [Theory]
    [InlineData(0, 50)]
    [InlineData(50, 50)]
    [InlineData(100, 50)]
    [InlineData(150, 50)]
    public void Every_saga_ends_and_the_books_agree(int first, int count) =>
        Assert.Null(FirstBroken(OrderSteps.Steps, first, host == GrainHost.Simulator ? count : 2));

    // A check that has never failed proves nothing.
    [Theory]
    [InlineData(SagaStep.ValidateCart)]
    [InlineData(SagaStep.ReserveStock)]
    [InlineData(SagaStep.ProcessPayment)]
    public void A_dropped_undo_is_caught(SagaStep dropped)
    {
        static Task<StepResult> Forget(SagaCall call) => Task.FromResult(StepResult.Ok);
        var steps = OrderSteps.Steps.Select(
            step => step.Name == dropped ? step with { Undo = Forget, Late = Forget } : step);
        Assert.NotNull(FirstBroken([.. steps], 0, 100));
    }

    private string? FirstBroken(IReadOnlyList<Step> steps, int first, int count)
    {
        for (var seed = first; seed < first + count; seed++)
        {
            try
            {
                Scenario((ulong)seed, steps);
            }
            catch (Exception e)
            {
                return $"seed {seed}: {e}";
            }
        }

        return null;
    }

    private void Scenario(ulong seed, IReadOnlyList<Step> steps)
    {
        var silo = new SagaSilo(host, seed, steps);
        var chance = silo.Random.Fork();
        silo.Run(async () =>
        {
            silo.Refusals.RefuseConfirmations = chance.Next(4) == 0;
            silo.Faults = (step, _) => step != MemoryStep.Answer && chance.Next(12) == 0
                ? (MemoryFault)chance.Next(4)
                : MemoryFault.None;
            try
            {
                await silo.Start(Tokens[chance.Next(Tokens.Length)]);
            }
            catch (JournalUnavailableException)
            {
                // The client never knew; the watchdog finds it if it was journaled.
            }

            for (var kills = chance.Next(4); kills > 0; kills--)
            {
                await silo.Wait(chance.Next(1_000) / 1e3 * (chance.Next(2) == 0 ? 0.02 : 6));
                await silo.KillAll();
                if (chance.Next(2) == 0)
                    _ = Nudge(silo);
            }

            silo.Faults = static (_, _) => MemoryFault.None;
            if (await silo.Saga.Get() is null)
                return;
            await Settled(silo, await silo.End());
        });
    }

    private static async Task Nudge(SagaSilo silo)
    {
        try
        {
            await silo.Saga.Resume();
        }
        catch (Exception)
        {
            // Killed again, or the journal was away.
        }
    }

    private static async Task Settled(SagaSilo silo, SagaView end)
    {
        // A hanging card answers after eight seconds; what it says then must not matter.
        await silo.Wait(20);
        var payment = await silo.PaymentNow();
        if (end.State == SagaState.Completed)
        {
            Assert.Equal(AccountState.Captured, payment);
            Assert.Equal(((8L, 0L), (9L, 0L)), (await silo.StockOf("CAFE"), await silo.StockOf("MIEL")));
            Assert.Equal(CartStatus.Ordered, await silo.CartNow());
            return;
        }

        Assert.Equal(SagaState.Failed, end.State);
        Assert.Contains(
            payment, new AccountState?[] { null, AccountState.Voided, AccountState.CancelledBeforeArrival, AccountState.Declined });
        Assert.Equal(((10L, 0L), (10L, 0L)), (await silo.StockOf("CAFE"), await silo.StockOf("MIEL")));
        Assert.Equal(CartStatus.Open, await silo.CartNow());
    }
}
