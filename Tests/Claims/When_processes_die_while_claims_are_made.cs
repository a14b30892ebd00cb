using PosSaga.Claims;
using PosSaga.Journal;
using PosSaga.Refunds;
using PosSaga.Tests.Runtime;

namespace PosSaga.Tests.Claims;

/// <summary>All activations die, appends fail before and after they are done, at any moment of three claims about two
/// pieces. Whatever is left is taken up by the watchdog, and then the order holds exactly what living claims are
/// about.</summary>
public abstract class When_processes_die_while_claims_are_made(GrainHost host)
{
    public sealed class Simulated() : When_processes_die_while_claims_are_made(GrainHost.Simulator);

    [Collection(GrainWorlds.Name), Trait(Categories.Name, Categories.System)]
    public sealed class OnACluster() : When_processes_die_while_claims_are_made(GrainHost.Cluster);

    private static readonly string[] Ids = ["cl-1", "cl-2", "cl-3"];
    private readonly ulong _worlds = host == GrainHost.Simulator ? 200UL : 4UL;
    private static readonly ClaimLine OneCoffee = new("CAFE", 1, Condition.Damaged);

    [Fact] public void No_piece_is_held_for_nobody_and_none_for_two()
    {
        var (opened, refused, pending) = (0, 0, 0);
        for (ulong seed = 1; seed <= _worlds; seed++)
        {
            var world = new ClaimWorld(host, seed);
            world.Run(async () =>
            {
                world.Silo.Faults = (step, about) => step == MemoryStep.Append && world.Silo.Random.Next(12) == 0
                    ? world.Silo.Random.Next(2) == 0 ? MemoryFault.FailBefore : MemoryFault.FailAfter
                    : MemoryFault.None;
                var lives = Ids.Select(id => Life(world, id)).ToArray();
                for (var deaths = 0; deaths < 3; deaths++)
                {
                    await world.Silo.Wait(world.Silo.Random.Next(1_000) / 20_000d);
                    await world.KillAll();
                }

                await Task.WhenAll(lives);
                world.OrderBack();
                await world.KillAll();
                foreach (var id in Ids)
                {
                    await world.Claim(id).Resume();
                    var claim = await world.Claim(id).Get();
                    (opened, refused) = claim is null ? (opened, refused + 1) : (opened + 1, refused);
                    pending += claim?.Enrichment == Enrichment.Pending ? 1 : 0;
                }

                Assert.Equal(2 - await Holding(world), await world.Free("CAFE"));
                await Same(world);
            });
        }

        Assert.Equal(0, pending);
        Assert.True(opened > 0);
        if (host == GrainHost.Simulator)
            Assert.True(opened > 100 && refused > 20, $"{opened} opened, {refused} refused");
    }

    private static async Task Life(ClaimWorld world, string id)
    {
        for (var attempt = 0; attempt < 3; attempt++)
        {
            try
            {
                if (!(await world.Create(id, OneCoffee)).IsDone)
                    return;
                await world.Resolved(id);
                await world.Close(id);
                if (world.Silo.Random.Next(2) == 0)
                    await world.Reopen(id);
                return;
            }
            catch (Exception e) when (e is not Xunit.Sdk.XunitException)
            {
                // The outcome is unknown: whoever asked asks again, or gives up.
            }
        }
    }

    /// <summary>Pieces that living claims are about: those with an order, not closed.</summary>
    private static async Task<int> Holding(ClaimWorld world)
    {
        var pieces = 0;
        foreach (var id in Ids)
            if (await world.Claim(id).Get()
                is { Status: not ClaimStatus.Closed, Enrichment: Enrichment.Complete } claim)
                pieces += claim.Goods.Sum(goods => goods.Quantity);
        return pieces;
    }

    // Nothing is left to do: nobody moves any more.
    private static async Task Same(ClaimWorld world)
    {
        var head = await world.Silo.Journal.Head();
        await world.Silo.Wait(600);
        foreach (var id in Ids)
            await world.Claim(id).Resume();
        Assert.Equal(head, await world.Silo.Journal.Head());
    }
}
