using PosSaga.Claims;
using PosSaga.Journal;
using PosSaga.Load.InProcess;
using PosSaga.Load.Orders;
using PosSaga.ReadModels;

namespace PosSaga.Load.Models;

/// <summary>Counts all claims anew from their events, by rules of its own, and compares with what the statistics
/// say.</summary>
internal sealed class ClaimRecount(IJournalFeed feed, IEventCodec codec, IClaimStatistics statistics)
{
    private const int PageMax = 5_000;
    private const int ListMax = 200;

    private readonly Dictionary<string, ClaimLife> _claims = [];

    /// <summary>With the read models at the head, and nobody writing.</summary>
    /// <returns>The first difference; null when there is none.</returns>
    public async Task<string?> Difference(CancellationToken cancellation)
    {
        await Read(cancellation);
        var made = _claims.Values.Where(claim => claim.Status != ClaimStatus.None).ToList();
        return Compare(
                made.GroupBy(claim => claim.Type.ToString())
                    .ToDictionary(one => one.Key, one => $"{ClaimCount.Of(one)}"),
                (await statistics.ByType(GrainShop.Tenant, cancellation)).ToDictionary(
                    s => s.Type.ToString(),
                    s => $"{Count(s)}"))
            ?? Compare(
                made.GroupBy(claim => claim.Customer).ToDictionary(one => one.Key, one => $"{ClaimCount.Of(one)}"),
                (await All(after => statistics.ByCustomer(GrainShop.Tenant, after, ListMax, cancellation)))
                .ToDictionary(s => s.CustomerId, s => $"{Count(s)}"))
            ?? Compare(
                made.Where(claim => claim.Agent is not null).GroupBy(claim => claim.Agent!)
                    .ToDictionary(one => one.Key, one => OfAgent(ClaimCount.Of(one))),
                (await All(after => statistics.ByAgent(GrainShop.Tenant, after, ListMax, cancellation)))
                .Where(s => s.Assigned > 0)
                .ToDictionary(s => s.AgentId, s => OfAgent(
                    new(s.Assigned, s.Active, s.Resolved, 0, s.Assigned - s.Active - s.Resolved))));
    }

    private static ClaimCount Count(TypeStatistics s) =>
        new(s.Total, s.Created + s.Assigned + s.InProgress, s.Resolved, s.Closed, s.Withdrawn);

    private static ClaimCount Count(CustomerStatistics s) =>
        new(s.Total, s.Active, s.Resolved, s.Closed, s.Withdrawn);

    // An agent's resolved claims are resolved whether or not they were closed since.
    private static string OfAgent(ClaimCount count) =>
        $"{count with { Resolved = count.Resolved + count.Closed, Closed = 0 }}";

    private async Task Read(CancellationToken cancellation)
    {
        long at = 0;
        for (var head = await feed.Head(cancellation); at < head;)
        {
            var page = await feed.ReadAll(at, PageMax, cancellation);
            var claims = page.Events
                .Where(e => e.Type.StartsWith("claim.", StringComparison.Ordinal)
                    && e.Stream.StartsWith($"claim/{GrainShop.Tenant}/", StringComparison.Ordinal)).ToList();
            await codec.Prepare(claims.Select(e => e.Data), cancellation);
            foreach (var e in claims)
            {
                if (!_claims.TryGetValue(e.Stream, out var life))
                    _claims[e.Stream] = life = new ClaimLife();
                life.Happened((ClaimEvent)await codec.Decode(e.Type, e.Data, cancellation));
            }
            at = page.ReadTo;
        }
    }

    private static string? Compare(Dictionary<string, string> counted, Dictionary<string, string> said)
    {
        var wrong = counted.Keys.Union(said.Keys).Order(StringComparer.Ordinal).FirstOrDefault(
            key => counted.GetValueOrDefault(key) != said.GetValueOrDefault(key));
        return wrong is null
            ? null
            : $"{wrong}: {said.GetValueOrDefault(wrong, "nothing")}, "
                + $"counted {counted.GetValueOrDefault(wrong, "nothing")}";
    }

    private static async Task<List<T>> All<T>(Func<Cursor?, Task<Page<T>>> page)
    {
        var all = new List<T>();
        Cursor? after = null;
        do
        {
            var next = await page(after);
            all.AddRange(next.Items);
            if (!Cursor.TryParse(next.NextCursor, out after))
                throw new SystemNotUsableException($"The statistics answered the cursor {next.NextCursor}.");
        }
        while (after is not null);
        return all;
    }
}
