using PosSaga.Claims;
using PosSaga.Journal;
using PosSaga.PaymentSimulator;
using PosSaga.Payments;
using PosSaga.Refunds;

namespace PosSaga.Tests.Refunds;

/// <summary>Processes die between any two turns, deliveries come late, twice and unanswered, appends fail or are lost,
/// the gateway hangs: refunds come to their end, and everything that happens happens once.</summary>
public sealed class When_everything_goes_wrong_with_refunds
{
    [Theory, InlineData(1), InlineData(101), InlineData(201), InlineData(301)]
    public void Money_and_goods_balance_and_nobody_is_told_twice(ulong first)
    {
        var (deaths, ends) = (0, new List<RefundStatus>());
        for (var seed = first; seed < first + 12; seed++)
        {
            var world = new RefundWorld(seed);
            var run = new Season(world, seed);
            world.Run(run.Play);
            deaths += world.Deaths;
            ends.AddRange(run.Ends);
        }

        // It was as bad as it was meant to be, and both ends were seen.
        Assert.True(deaths > 12, $"{deaths} deaths");
        Assert.Contains(RefundStatus.Completed, ends);
        Assert.Contains(RefundStatus.Failed, ends);
    }

    [Fact] public void The_same_seed_is_the_same_run()
    {
        var (one, other) = (new RefundWorld(7), new RefundWorld(7));
        one.Run(new Season(one, 7).Play);
        other.Run(new Season(other, 7).Play);
        Assert.Equal(one.Scheduler.Trace, other.Scheduler.Trace);
    }

    /// <summary>Two orders, three claims and a cancellation in one storm.</summary>
    private sealed class Season(RefundWorld world, ulong seed)
    {
        private static readonly string[] Ids = ["c-1", "c-2", "c-3", "o-2"];

        public List<RefundStatus> Ends { get; } = [];

        public async Task Play()
        {
            var shop = world.Shop();
            await shop.Open();
            await shop.Sell("o-1", coffees: 3, honeys: 2);
            await shop.Sell("o-2", coffees: 1, honeys: 1);
            await shop.Resolve(
                "c-1", "o-1", ClaimType.ProductDefect,
                new ClaimLine("CAFE", 1, Condition.Resellable), new ClaimLine("MIEL", 1, Condition.Damaged));
            await shop.Resolve("c-2", "o-1", ClaimType.DeliveryIssue, new ClaimLine("CAFE", 1, Condition.Resellable));
            await shop.Resolve("c-3", "o-1", ClaimType.BillingError, new ClaimLine("MIEL", 1, Condition.NotReturned));

            // Each seed has its own bad luck on top.
            shop.Faults.RefuseReturnsOf = seed % 4 == 0 ? "MIEL" : null;
            await shop.Gateway.Change(new(
                TimeoutRate: 0.3, DeclineAmount: seed % 3 == 0 ? new Money(1494) : null));
            world.Storm = true;
            await Task.WhenAll(
                Persist(() => shop.AskRefund("c-1")), Persist(() => shop.AskRefund("c-2")),
                Persist(() => shop.AskRefund("c-3")),
                Persist(() => shop.Order("o-2").Cancel(new(shop.Staff, "left"))));
            await world.Wait(20);
            world.Storm = false;
            await shop.Gateway.Change(new(DeclineAmount: seed % 3 == 0 ? new Money(1494) : null));
            await Settle(shop);
            await Check(shop);
        }

        // As a person at a counter: until somebody answers.
        private async Task Persist<T>(Func<Task<CommandResult<T>>> ask)
        {
            for (; ; )
            {
                try
                {
                    Assert.True((await ask()).IsDone);
                    return;
                }
                catch (Exception error) when (error is not Xunit.Sdk.XunitException)
                {
                    await world.Wait(0.5);
                }
            }
        }

        private async Task Settle(RefundShop shop)
        {
            foreach (var id in Ids)
            {
                await shop.Until<object>(
                    async () =>
                    {
                        await shop.Nudge(id);
                        await world.Wait(5);
                        var refund = await shop.Refund(id).Get();
                        return refund?.Status is RefundStatus.Completed or RefundStatus.Failed ? refund : null;
                    },
                    $"seed {seed}: the end of {id}; dead letters: "
                    + string.Join(", ", world.Letters().Select(letter => letter.Error)));
            }
        }

        private async Task Check(RefundShop shop)
        {
            Assert.Empty(world.Letters());
            var paid = 0L;
            foreach (var id in Ids)
            {
                var refund = (await shop.Refund(id).Get())!;
                Ends.Add(refund.Status);
                paid += refund.Status == RefundStatus.Completed ? refund.Amounts!.Amount.Amount : 0;
                OnceEach($"refund-payment/demo/{id}", "refund-payment.attempt-failed/1");
                OnceEach($"refund-stock/demo/{id}");
                OnceEach($"refund/demo/{id}", "refund.step-seen/1");
                Assert.Single(Told(id), about => about.StartsWith("refund-payment.", StringComparison.Ordinal));
                if (id != "o-2")
                    Assert.Equal(refund.Status, (await shop.Claim(id).Get())!.RefundStatus);
            }

            Assert.Equal((seed, paid), (seed, await shop.RefundedAtGateway()));
            var payments = await Task.WhenAll(shop.Payment("o-1").Get(), shop.Payment("o-2").Get());
            Assert.Equal((seed, paid), (seed, payments.Sum(p => p!.Refunded.Amount)));
            Assert.All(payments, p => Assert.Equal((seed, Money.Zero), (seed, p!.ReservedForRefund)));
            await GoodsAdd(shop, "CAFE", [("c-1", 1, 0), ("c-2", 1, 0), ("o-2", 1, 0)], left: 6);
            await GoodsAdd(shop, "MIEL", [("c-1", 0, 1), ("o-2", 1, 0)], left: 7);
        }

        private async Task GoodsAdd(
            RefundShop shop, string sku, (string Id, int Resellable, int Damaged)[] returns, long left)
        {
            var damaged = 0;
            foreach (var (id, resellable, broken) in returns)
                if ((await shop.Refund(id).Get())!.Status == RefundStatus.Completed)
                    (left, damaged) = (left + resellable, damaged + broken);
            Assert.Equal((seed, (left, 0L, (long)damaged)), (seed, await shop.Pieces(sku)));
        }

        private void OnceEach(string stream, params string[] except) => Assert.All(
            world.Log(stream).Select(e => e.Type).Where(type => !except.Contains(type)).CountBy(type => type),
            type => Assert.Equal((seed, stream, type.Key, 1), (seed, stream, type.Key, type.Value)));

        private IEnumerable<string> Told(string id) => world.Log($"notification/demo/{id}")
            .Where(e => e.Type == "notification.customer-notified/1")
            .Select(e => System.Text.Json.JsonDocument.Parse(e.Data).RootElement.GetProperty("about").GetString()!);
    }
}
