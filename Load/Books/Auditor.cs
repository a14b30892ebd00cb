namespace PosSaga.Load;

/// <summary>Audits a run: waits until its sagas have ended, reads the books and checks them.</summary>
internal sealed class Auditor(BookReader reader, IGatewayBooks? gateway, bool gatewayIsOurs)
{
    // A late success at the gateway is undone after its saga has failed, so the books may be out of balance for a
    // moment.
    private const int Attempts = 4;

    /// <summary>Compares the orders and stock of one run with the orders that its tills sent.</summary>
    /// <param name="claims">Those whose refund was requested.</param>
    public async Task<AuditResult> Audit(
        Assortment assortment, PlacedOrders placedOrders, TimeSpan patience, CancellationToken cancellation,
        IReadOnlyList<AskedRefund>? claims = null)
    {
        for (var attempt = 1; ; attempt++)
        {
            var result = await Once(assortment, placedOrders.Orders, claims ?? [], patience, cancellation);
            if (result.Balances || attempt == Attempts)
                return result;
            await Task.Delay(TimeSpan.FromSeconds(2 * attempt), cancellation);
        }
    }

    private async Task<AuditResult> Once(
        Assortment assortment, IReadOnlyList<PlacedOrder> placed, IReadOnlyList<AskedRefund> claims, TimeSpan patience,
        CancellationToken cancellation)
    {
        var listed = await new SagasAtRest(reader).Wait(assortment.RunId, placed, patience, cancellation);
        var stock = await reader.Stock([.. assortment.Shelves], cancellation);
        return await Checked(placed, claims, listed, stock, patience, cancellation);
    }

    private async Task<AuditResult> Checked(
        IReadOnlyList<PlacedOrder> placed, IReadOnlyList<AskedRefund> claims, IReadOnlyList<(string, string)> listed,
        IReadOnlyList<BookedStock> stock, TimeSpan patience, CancellationToken cancellation)
    {
        var orders = await reader.Orders(listed, cancellation);
        var payments = await reader.Payments(orders, cancellation);
        var refunds = await new RefundReader(reader).Read(claims, payments, patience, cancellation);
        var books = new BookSet
        {
            Placed = placed,
            Orders = orders,
            // Read again, because refunds ended since.
            Payments = refunds.Count == 0 ? payments : await reader.Payments(orders, cancellation),
            Refunds = refunds,
            Stock = stock,
            Gateway = gateway is null ? null : await gateway.Charges(cancellation),
            GatewayIsOurs = gatewayIsOurs,
        };
        return AuditResult.Of(books);
    }
}

/// <summary>The outcome of an audit.</summary>
internal sealed record AuditResult(
    int Orders, int Completed, int Failed, int NeedOperator, string Captured, bool GatewayChecked,
    IReadOnlyList<string> Imbalances)
{
    public bool Balances => Imbalances.Count == 0;

    /// <summary>Null when there are none.</summary>
    public AuditedRefunds? Refunds { get; init; }

    public static AuditResult Of(BookSet books) => new(
        books.Orders.Count,
        books.Orders.Count(o => o.IsCompleted),
        books.Orders.Count(o => o.IsFailed),
        books.Orders.Count(o => o.NeedsOperator),
        MoneyChecks.Cents(books.Payments.Sum(p => p.CapturedCents)),
        books.Gateway is not null,
        BookChecker.Check(books))
    {
        Refunds = books.Refunds.Count == 0 ? null : AuditedRefunds.Of(books.Refunds),
    };
}

internal sealed record AuditedRefunds(int Refunds, int Completed, int Failed, int NeedOperator, string Refunded)
{
    public static AuditedRefunds Of(IReadOnlyList<BookedRefund> refunds) => new(
        refunds.Count,
        refunds.Count(r => r.IsCompleted),
        refunds.Count(r => r.IsFailed),
        refunds.Count(r => r.NeedsOperator),
        MoneyChecks.Cents(refunds.Sum(r => r.RefundedCents)));
}

/// <summary>Waits until every saga of a run is final or needs an operator, and the list shows all of them.</summary>
internal sealed class SagasAtRest(BookReader reader)
{
    private static readonly string[] Moving =
    [
        "pending", "cartValidated", "stockReserved", "paymentProcessed", "orderConfirmed",
        "compensatingPayment", "compensatingStock", "compensated",
    ];

    /// <returns>The last list; after a time-out some of it is not at rest, which the checks report.</returns>
    public async Task<IReadOnlyList<(string Id, string Status)>> Wait(
        string customerId, IReadOnlyList<PlacedOrder> placed, TimeSpan patience, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(patience);
        List<(string Id, string Status)> listed = [];
        try
        {
            while (true)
            {
                while (await SomeMove(customerId, limit.Token))
                    await Task.Delay(TimeSpan.FromMilliseconds(200), limit.Token);
                listed = await reader.Listed(customerId, limit.Token);
                var known = listed.Select(l => l.Id).ToHashSet(StringComparer.Ordinal);
                if (placed.All(p => p.OrderId is null || known.Contains(p.OrderId))
                    && !listed.Any(l => Moving.Contains(l.Status)))
                    return listed;
                await Task.Delay(TimeSpan.FromMilliseconds(200), limit.Token);
            }
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return listed.Count > 0 ? listed : await reader.Listed(customerId, cancellation);
        }
    }

    // One page of one order per status is cheap, however many orders there are.
    private async Task<bool> SomeMove(string customerId, CancellationToken cancellation)
    {
        foreach (var status in Moving)
        {
            using var page = await reader.Json(
                $"/api/v1/orders?limit=1&status={status}&customerId={customerId}", null, cancellation);
            if (page.RootElement.GetProperty("items").GetArrayLength() > 0)
                return true;
        }
        return false;
    }
}
