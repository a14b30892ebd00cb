using System.Text.Json;
using PosSaga.Load;

namespace PosSaga.Tests.Killing.Support;

/// <summary>Every refund of a rush as the system tells it in the end, and whether money, goods and messages add up to
/// it.</summary>
internal sealed class RefundBooks(Shop shop, IReadOnlyList<WantedRefund> wanted)
{
    private const int Clients = 8;
    private static readonly TimeSpan EndMax = TimeSpan.FromMinutes(2);

    private readonly Dictionary<string, JsonElement> _refunds = new(StringComparer.Ordinal);

    private IEnumerable<JsonElement> Paid => _refunds.Values.Where(refund => Text(refund, "status") == "completed");

    /// <summary>Reads each until it is final.</summary>
    public Task Close() => ClosedLoop.Count(Clients, wanted.Count, async i =>
    {
        var limit = Moments.After(Moments.Now, EndMax);
        JsonElement refund;
        while (Text(refund = await Get($"/api/v1/refunds/{wanted[i].Id}"), "status") is not ("completed" or "failed"))
        {
            Assert.True(Moments.Now < limit, $"Not final: {refund}");
            await Task.Delay(20);
        }

        lock (_refunds)
            _refunds.Add(wanted[i].Id, refund);
    });

    /// <summary>How many ended how: <c>completed</c>, or why not.</summary>
    public IReadOnlyDictionary<string, int> Ends => _refunds.Values
        .GroupBy(refund => Text(refund, "failure") ?? Text(refund, "status")!)
        .ToDictionary(group => group.Key, group => group.Count());

    /// <summary>The way of each, for <see cref="KillSteps"/>.</summary>
    public IEnumerable<IReadOnlyList<(DateTimeOffset At, string Step)>> Histories => _refunds.Values.Select(refund =>
        refund.GetProperty("steps").EnumerateArray().Select(step => (
            step.GetProperty("at").GetDateTimeOffset(),
            Text(step, "step") is "completed" or "failed" ? "" : Text(step, "step")!)).ToArray());

    /// <summary>What does not add up; empty in sound books.</summary>
    public async Task<IReadOnlyList<string>> Check(IGatewayBooks gateway)
    {
        var faults = new List<string>();
        await Money(faults, await gateway.Charges(CancellationToken.None));
        await Goods(faults);
        await Messages(faults);
        var letters = (await Get("/api/v1/dead-letters")).GetProperty("items").GetArrayLength();
        if (letters > 0)
            faults.Add($"{letters} dead letters");
        var chain = await shop.Platform.Post("/api/v1/audit/verify", default);
        if (!chain.IsSuccess || !chain.AsJson().GetProperty("ok").GetBoolean())
            faults.Add($"hash chain: {chain}");
        return faults;
    }

    private async Task Money(List<string> faults, IReadOnlyList<GatewayCharge> charges)
    {
        var atGateway = charges.ToDictionary(
            charge => charge.PaymentId, charge => charge.RefundedCents, StringComparer.Ordinal);
        foreach (var order in wanted.Select(refund => refund.OrderId).Distinct())
        {
            var owed = Paid.Where(refund => Text(refund, "orderId") == order).Sum(refund => Cents(refund, "amount"));
            var payment = await Get($"/api/v1/payments/{order}");
            var seen = (
                Cents(payment, "refunded"), Cents(payment, "reservedForRefund"), atGateway.GetValueOrDefault(order));
            if (seen != (owed, 0, owed))
                faults.Add($"money: {order} was refunded {owed}, but (refunded, reserved, at the gateway) is {seen}");
        }
    }

    private async Task Goods(List<string> faults)
    {
        var sold = wanted.DistinctBy(refund => refund.OrderId).GroupBy(refund => refund.IsCancellation)
            .ToDictionary(group => group.Key, group => group.Count());
        var (cancelled, claimed) = (sold.GetValueOrDefault(true), sold.GetValueOrDefault(false));
        int[] pieces = [claimed * 2 + cancelled, claimed + cancelled, claimed, claimed];
        for (var i = 0; i < pieces.Length; i++)
        {
            var sku = shop.Assortment.Skus[i];
            var stock = await Get($"/api/v1/stores/1/stock/{sku}");
            var expected = (
                Assortment.ReceivedPerShelf - pieces[i] + Returned(sku, "resellable"), 0L, Returned(sku, "damaged"));
            var seen = (Number(stock, "onHand"), Number(stock, "reserved"), Number(stock, "damaged"));
            if (seen != expected)
                faults.Add($"goods: {sku} should be {expected} (on hand, reserved, damaged), is {seen}");
        }
    }

    private long Returned(string sku, string condition) => Paid
        .SelectMany(refund => refund.GetProperty("lines").EnumerateArray())
        .Where(line => Text(line, "sku") == sku && Text(line, "condition") == condition)
        .Sum(line => Number(line, "quantity"));

    private async Task Messages(List<string> faults)
    {
        // A write of ours: what has seen it has seen everything that came before.
        await shop.Office.Post("/api/v1/carts", Bodies.Cart("1", shop.Assortment.RunId));
        var seen = shop.Office.LastPosition;
        foreach (var ofOrder in wanted.GroupBy(refund => refund.OrderId))
        {
            var told = (await Get($"/api/v1/timeline/{ofOrder.Key}", seen)).GetProperty("entries").EnumerateArray()
                .Where(entry => Text(entry, "event")!.StartsWith("notification.", StringComparison.Ordinal))
                .Select(entry => (
                    Id: Text(entry, "stream")!.Split('/')[^1], About: Text(entry.GetProperty("data"), "about")!))
                .ToLookup(message => message.Id, message => message.About);
            foreach (var refund in ofOrder)
            {
                string[] before = refund.IsCancellation
                    ? ["order-saga.completed/1"]
                    : ["claim.created/1", "claim.assigned/1", "claim.resolved/1"];
                var about = told[refund.Id].Except(before).ToList();
                if (about is not [var end] || !end.StartsWith("refund-payment.", StringComparison.Ordinal)
                    || told[refund.Id].Count() != before.Length + 1)
                    faults.Add($"messages: of {refund.Id} was told {string.Join(", ", told[refund.Id])}");
            }
        }
    }

    private async Task<JsonElement> Get(string path, string? seen = null)
    {
        const int stillBehind = 412;
        const int away = 503;
        Reply reply;
        var limit = Moments.After(Moments.Now, EndMax);
        // Whoever would know may have died a moment ago.
        while ((reply = await shop.Office.Get(path, seen)).Status is stillBehind or away && Moments.Now < limit)
            await Task.Delay(1);
        Assert.True(reply.IsSuccess, $"{path}: {reply}");
        return reply.AsJson();
    }

    private static string? Text(JsonElement json, string name) => json.GetProperty(name).GetString();

    private static long Number(JsonElement json, string name) => json.GetProperty(name).GetInt64();

    private static long Cents(JsonElement json, string name) => json.GetProperty(name).GetProperty("amount").GetInt64();
}

internal static class Replies
{
    public static JsonElement AsJson(this Reply reply) => JsonElement.Parse(reply.Body);
}
