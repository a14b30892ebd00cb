namespace PosSaga.Tests.Refunds;

/// <summary>Every branch, in memory and in no time.</summary>
public sealed class RefundsInVirtualTime : RefundContract
{
    internal override Task In(Func<RefundShop, Task> scenario)
    {
        var world = new RefundWorld();
        world.Run(async () =>
        {
            var shop = world.Shop();
            await shop.Open();
            await scenario(shop);
            Assert.Empty(world.Letters());
        });
        return Task.CompletedTask;
    }
}
