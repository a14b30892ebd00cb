using PosSaga.Claims;
using PosSaga.Journal;
using PosSaga.Refunds;

namespace PosSaga.Tests.Refunds;

/// <summary>Every single append between the request and the end, once not made, once made and not heard of, and each
/// time the process dies with it: every gap between two appends is crossed.</summary>
public sealed class When_one_append_of_a_refund_fails
{
    [Theory]
    [InlineData(true, MemoryFault.FailBefore), InlineData(true, MemoryFault.FailAfter)]
    [InlineData(false, MemoryFault.FailBefore), InlineData(false, MemoryFault.FailAfter)]
    public void It_ends_as_if_nothing_had_happened(bool paid, MemoryFault fault)
    {
        var calm = new Run(paid, 0, fault);
        calm.Play();
        Assert.True(calm.Appends >= 10, $"{calm.Appends} appends");
        for (var nth = 1; nth <= calm.Appends; nth++)
        {
            var run = new Run(paid, nth, fault);
            run.Play();
            Assert.Equal((nth, calm.Outcome), (nth, run.Outcome));
            Assert.Equal((nth, calm.Log), (nth, run.Log));
            Assert.True(run.Died, $"append {nth} was not reached");
        }
    }

    private sealed class Run(bool paid, int nth, MemoryFault fault)
    {
        private readonly RefundWorld _world = new();
        private bool _counting;

        public int Appends { get; private set; }

        public bool Died { get; private set; }

        /// <summary>Status, money, goods.</summary>
        public string Outcome { get; private set; } = "";

        /// <summary>What all participants wrote, each in its own order.</summary>
        public string Log { get; private set; } = "";

        public void Play() => _world.Run(async () =>
        {
            var shop = _world.Shop();
            await shop.Open();
            await shop.Sell("o-1");
            await shop.Resolve("c-1", "o-1", ClaimType.ProductDefect, new ClaimLine("CAFE", 1, Condition.Resellable));
            if (!paid)
                await shop.Gateway.Change(new(DeclineAmount: new(1494)));
            _world.Appends = Next;
            await shop.AskRefund("c-1");
            _counting = true;
            var refund = await shop.UntilOver("c-1");
            await shop.Until(
                async () => (await shop.Claim("c-1").Get())!.RefundStatus == refund.Status ? "so" : null,
                "the claim to say so");
            _counting = false;
            Outcome = $"{refund.Status} {await shop.RefundedAtGateway()} {await shop.Pieces("CAFE")} "
                + $"{(await shop.Payment("o-1").Get())!.Refundable}";
            Log = string.Join(
                '\n', new[] { "refund-payment", "refund-stock", "refund", "notification", "claim" }.Select(
                    kind => $"{kind}: {string.Join(' ', _world.Log($"{kind}/demo/c-1").Select(e => e.Type))}"));
        });

        private MemoryFault Next(string stream)
        {
            if (!_counting || ++Appends != nth)
                return MemoryFault.None;
            Died = true;
            // The process does not live to hear of it.
            _world.Scheduler.Post(TimeSpan.FromMilliseconds(0.1), _world.Die);
            return fault;
        }
    }
}
