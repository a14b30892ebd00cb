using System.Text.Json.Nodes;

namespace PosSaga.Tests.Api;

/// <summary>From the first click to the last event: an order, a claim about it, its refund, and everybody who was told.
/// Who caused what is the audit's knowledge; the timeline has to agree.</summary>
[Collection(ApiCollection.Name)]
public sealed class When_a_whole_chain_is_looked_at(ApiHost host)
{
    private static readonly string[] Parts =
    [
        "cart", "claim", "notification", "order", "order-saga", "payment", "refund", "refund-payment", "refund-stock",
        "stock",
    ];

    // What domain.md says of who reacts to whom; each of the left comes before its right.
    private static readonly string[] Milestones =
    [
        "order-saga.started/1", "stock.reserved/1", "payment.authorised/1", "order.confirmed/1", "payment.captured/1",
        "order-saga.completed/1", "claim.opening/1", "order.pieces-held/1", "claim.created/1", "claim.assigned/1",
        "claim.started/1", "claim.resolved/1", "claim.refund-requested/1", "payment.refund-reserved/1",
        "refund-payment.reserved/1", "stock.restocked/1", "refund-stock.restocked/1", "payment.refunded/1",
        "refund-payment.settled/1", "refund.completed/1",
    ];

    [Fact] public async Task All_of_it_is_there_and_nothing_stands_before_its_cause()
    {
        var order = await host.Http.Bought((Calls.DemoSku, 2));
        var root = (string)order["id"]!;
        var claim = await host.Http.Complained(root, "productDefect", (Calls.DemoSku, 1, "resellable"));
        await host.Http.Refunded(claim);
        await host.Http.Tell(claim, "close");

        var timeline = await Settled(root);
        var names = timeline.ConvertAll(entry => (string)entry["event"]!);
        Assert.Equal(Milestones, Milestones.OrderBy(names.IndexOf));
        Assert.DoesNotContain(Milestones, milestone => names.IndexOf(milestone) < 0);
        Assert.Equal(Parts, timeline.Select(entry => ((string)entry["stream"]!).Split('/')[0]).Distinct().Order());

        var audit = await Audit(root, (string)order["createdAt"]!);
        var place = timeline.Select((entry, index) => (Name(entry), index)).ToDictionary();
        Assert.Equal(audit.Select(Name).Order(), place.Keys.Order());
        var causes = audit.Where(entry => entry["causation"] is not null).ToList();
        Assert.All(causes, effect => Assert.True(
            place[(string)effect["causation"]!] < place[Name(effect)], $"{Name(effect)} before {effect["causation"]}"));
        // Only what a person asked for has no cause; everything of the refund has one.
        Assert.All(
            audit.Where(entry => entry["causation"] is null),
            entry => Assert.StartsWith("demo-", (string)entry["actor"]!));
        Assert.All(
            audit.Where(entry => ((string)entry["stream"]!).StartsWith("refund", StringComparison.Ordinal)),
            entry => Assert.NotNull(entry["causation"]));
        Assert.Equal(timeline.Select(Name), (await Timeline($"/api/v1/orders/{root}/timeline")).Select(Name));
    }

    [Fact] public async Task A_cancelled_order_shows_its_refund()
    {
        var order = (string)(await host.Http.Bought((Calls.DemoSku, 1)))["id"]!;
        await host.Http.Post($"/api/v1/orders/{order}/cancel", new { reason = "Left." });
        await host.Http.RefundEnded(order);

        var names = (await Until($"/api/v1/timeline/{order}", "refund.completed/1"))
            .ConvertAll(entry => (string)entry["event"]!);
        string[] expected =
        [
            "order.cancelled/1", "refund-payment.reserved/1", "refund-stock.restocked/1", "refund-payment.settled/1",
            "refund.completed/1",
        ];
        Assert.Equal(expected, names.Where(expected.Contains));
    }

    // The last to hear of anything are those who are told of it.
    private async Task<List<JsonNode>> Settled(string root)
    {
        var entries = await Until($"/api/v1/timeline/{root}", "claim.closed/1", "refund.completed/1");
        while (!entries.Exists(entry => Tells(entry, "claim.closed/1")) || !entries.Exists(SaysCompleted))
            entries = await Timeline($"/api/v1/timeline/{root}");
        return entries;
    }

    private static bool Tells(JsonNode entry, string about) =>
        ((string)entry["event"]!).StartsWith("notification.", StringComparison.Ordinal)
        && (string?)entry["data"]!["about"] == about;

    private static bool SaysCompleted(JsonNode entry) =>
        (string)entry["event"]! == "claim.refund-moved/1"
        && string.Equals((string?)entry["data"]!["status"], "completed", StringComparison.OrdinalIgnoreCase);

    private async Task<List<JsonNode>> Until(string path, params string[] events)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!limit.IsCancellationRequested)
        {
            var entries = await Timeline(path);
            if (events.All(name => entries.Exists(entry => (string)entry["event"]! == name)))
                return entries;
        }

        throw new Xunit.Sdk.XunitException($"{path} does not show {string.Join(", ", events)}");
    }

    // Nobody knows of it before the read models do.
    private async Task<List<JsonNode>> Timeline(string path) =>
        [.. (await host.Http.Get(path)).Json["entries"]?.AsArray().Select(entry => entry!) ?? []];

    private async Task<List<JsonNode>> Audit(string root, string from)
    {
        var found = new List<JsonNode>();
        for (string? cursor = ""; cursor is not null;)
        {
            var page = (await host.Http.Get(
                $"/api/v1/audit?limit=200&from={Uri.EscapeDataString(from)}"
                + (cursor.Length > 0 ? $"&cursor={cursor}" : ""), "demo-auditor")).Json;
            found.AddRange(page["items"]!.AsArray().Select(entry => entry!)
                .Where(entry => (string)entry["correlation"]! == root));
            cursor = (string?)page["nextCursor"];
        }

        return found;
    }

    private static string Name(JsonNode entry) => $"{entry["stream"]}@{entry["version"]}";
}
