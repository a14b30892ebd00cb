using System.Text.Json;

namespace PosSaga.Load;

/// <summary>A claim whose refund was requested.</summary>
internal sealed record AskedRefund(string ClaimId, string OrderId);

/// <summary>Reads refunds over the API: from the timeline of their order, which has every participant's events, and
/// from the claim.</summary>
internal sealed class RefundReader(BookReader books)
{
    private const int Clients = 16;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    /// <summary>Waits until all have ended.</summary>
    /// <param name="payments">A payment that gave money back must have a refund, also if none was requested.</param>
    public async Task<IReadOnlyList<BookedRefund>> Read(
        IReadOnlyList<AskedRefund> asked, IReadOnlyList<BookedPayment> payments, TimeSpan patience,
        CancellationToken cancellation)
    {
        var orders = asked.Select(a => a.OrderId)
            .Concat(payments.Where(p => p.RefundedCents != 0 || p.ReservedCents != 0).Select(p => p.OrderId))
            .Distinct(StringComparer.Ordinal).ToList();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(patience);
        var found = new IReadOnlyList<BookedRefund>[orders.Count];
        var claimsOf = asked.ToLookup(a => a.OrderId, a => a.ClaimId, StringComparer.Ordinal);
        await ClosedLoop.Count(Clients, orders.Count, async i =>
        {
            for (; ; )
            {
                found[i] = await OfOrder(orders[i], claimsOf[orders[i]], cancellation);
                // After the time-out the checks report a refund that has not ended.
                if (limit.IsCancellationRequested || found[i].All(refund => refund.IsAtRest))
                    return;
                await Task.Delay(Pause, cancellation);
            }
        }, cancellation);
        return [.. found.SelectMany(refunds => refunds ?? [])];
    }

    private async Task<IReadOnlyList<BookedRefund>> OfOrder(
        string orderId, IEnumerable<string> claims, CancellationToken cancellation)
    {
        using var timeline = await books.JsonOrNothing($"/api/v1/timeline/{orderId}", books.LastPosition, cancellation);
        var entries = timeline?.RootElement.GetProperty("entries").EnumerateArray().ToList() ?? [];
        var refunds = new List<BookedRefund>();
        var begun = entries.Where(e => Event(e) == "refund.requested/1").Select(Id);
        foreach (var id in claims.Union(begun, StringComparer.Ordinal))
            refunds.Add(await One(id, orderId, entries, cancellation));
        return refunds;
    }

    private async Task<BookedRefund> One(
        string id, string orderId, List<JsonElement> entries, CancellationToken cancellation)
    {
        var own = entries.Where(e => Id(e) == id).ToList();
        var record = own.FindAll(e => Event(e).StartsWith("refund.", StringComparison.Ordinal));
        var status = record.Count == 0 ? null : Status(record[^1]);
        using var claim = await books.JsonOrNothing($"/api/v1/claims/{id}", null, cancellation);
        return new BookedRefund(
            id, orderId, status,
            // A cancelled order's refund has no claim.
            claim is null ? status : ClaimSays(claim.RootElement),
            status == "completed" ? Data(record[^1]).GetProperty("amount").GetProperty("amount").GetInt64() : 0,
            own.Count(e => Event(e) == "notification.customer-notified/1"
                && Data(e).GetProperty("about").GetString()!.StartsWith("refund-payment.", StringComparison.Ordinal)),
            record.Count == 0 ? [] : Returned(Data(record[0]).GetProperty("refund")));
    }

    private static string Status(JsonElement last) => Event(last) switch
    {
        "refund.completed/1" => "completed",
        "refund.failed/1" => "failed",
        "refund.needs-operator/1" => "needsOperator",
        var step => step,
    };

    private static string? ClaimSays(JsonElement claim) =>
        claim.TryGetProperty("refund", out var refund) && refund.ValueKind == JsonValueKind.Object
            ? refund.GetProperty("status").GetString()
            : null;

    private static List<BookedReturn> Returned(JsonElement refund)
    {
        var store = refund.GetProperty("storeId").GetString()!;
        return [.. refund.GetProperty("goods").EnumerateArray().Select(goods =>
        {
            var quantity = goods.GetProperty("quantity").GetInt32();
            var condition = goods.GetProperty("condition").GetString();
            return new BookedReturn(
                store, goods.GetProperty("sku").GetString()!,
                Is(condition, nameof(Refunds.Condition.Resellable)) ? quantity : 0,
                Is(condition, nameof(Refunds.Condition.Damaged)) ? quantity : 0);
        })];
    }

    private static bool Is(string? condition, string name) =>
        string.Equals(condition, name, StringComparison.OrdinalIgnoreCase);

    private static string Event(JsonElement entry) => entry.GetProperty("event").GetString()!;

    private static JsonElement Data(JsonElement entry) => entry.GetProperty("data");

    private static string Id(JsonElement entry)
    {
        var stream = entry.GetProperty("stream").GetString()!;
        return stream[(stream.LastIndexOf('/') + 1)..];
    }
}
