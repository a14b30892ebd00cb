using PosSaga.Claims;
using PosSaga.Refunds;

namespace PosSaga.Tests.Refunds;

/// <summary>Read models for the watchdog that show what the test says.</summary>
internal sealed class WatchdogModels(RefundShop shop, params string[] ids) : IUnfinishedRefunds, IUnfinishedClaims
{
    public bool MovedLongAgo { get; set; }

    public bool NeedsOperator { get; set; }

    public int Pages { get; private set; }

    public Task<IReadOnlyList<UnfinishedRefund>> OlderThan(
        TimeSpan age, RefundKey? after, int max, CancellationToken cancellation)
    {
        Pages++;
        var moved = shop.Now - (MovedLongAgo ? TimeSpan.FromHours(1) : age);
        return Task.FromResult<IReadOnlyList<UnfinishedRefund>>(
        [
            .. ids.Where(id => after is null || string.CompareOrdinal(id, after.Id) > 0).Take(max)
                .Select(id => new UnfinishedRefund(new("demo", id), moved, NeedsOperator)),
        ]);
    }

    public Task<IReadOnlyList<ClaimKey>> OlderThan(
        TimeSpan age, ClaimKey? after, int max, CancellationToken cancellation) =>
        Task.FromResult<IReadOnlyList<ClaimKey>>(after is null ? [new ClaimKey("demo", "c-1")] : []);
}
