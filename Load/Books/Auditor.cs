using PosSaga.Load.Orders;

namespace PosSaga.Load.Books;

/// <summary>After a run: lets the system come to rest, reads its books and has them checked.</summary>
internal sealed class Auditor(BookReader reader, IGatewayBooks? gateway, bool gatewayIsOurs)
{
    // A late success at the gateway is undone after its saga has failed; the books are then out of balance for a
    // moment.
    private const int Attempts = 4;

    /// <summary>The books of one run: its customer's orders, its own shelves, against what its tills
    /// remember.</summary>
    /// <param name="claims">That were asked for a refund, with their orders.</param>
    public async Task<AuditResult> Audit(
        Assortment assortment, TillMemory memory, TimeSpan patience, CancellationToken cancellation,
        IReadOnlyList<AskedRefund>? claims = null)
    {
        for (var attempt = 1; ; attempt++)
        {
            var result = await Once(assortment, memory.Orders, claims ?? [], patience, cancellation);
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
        var stock = await reader.Stock([.. assortment.Shelves], Assortment.ReceivedPerShelf, cancellation);
        return await Checked(placed, claims, listed, stock, patience, cancellation);
    }

    /// <summary>The books of the whole system, of which nobody remembers what was received.</summary>
    public async Task<AuditResult> AuditAll(TimeSpan patience, CancellationToken cancellation)
    {
        var listed = await new SagasAtRest(reader).Wait(null, [], patience, cancellation);
        var stock = await reader.Stock(await reader.AllShelves(cancellation), null, cancellation);
        return await Checked([], [], listed, stock, patience, cancellation);
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
            // Read again: what was refunded meanwhile is in them.
            Payments = refunds.Count == 0 ? payments : await reader.Payments(orders, cancellation),
            Refunds = refunds,
            Stock = stock,
            Gateway = gateway is null ? null : await gateway.Charges(cancellation),
            GatewayIsOurs = gatewayIsOurs,
        };
        return AuditResult.Of(books);
    }
}

/// <summary>What the books came to.</summary>
internal sealed record AuditResult(
    int Orders, int Completed, int Failed, int NeedOperator, string Captured, bool GatewayChecked,
    IReadOnlyList<string> Imbalances)
{
    public bool Balances => Imbalances.Count == 0;

    /// <summary>Null where nobody asked for any.</summary>
    public AuditedRefunds? Refunds { get; init; }

    public static AuditResult Of(BookSet books) => new(
        books.Orders.Count,
        books.Orders.Count(o => o.IsCompleted),
        books.Orders.Count(o => o.IsFailed),
        books.Orders.Count(o => o.NeedsOperator),
        MoneyBooks.Cents(books.Payments.Sum(p => p.CapturedCents)),
        books.Gateway is not null,
        BookChecker.Check(books))
    {
        Refunds = books.Refunds.Count == 0 ? null : AuditedRefunds.Of(books.Refunds),
    };
}

/// <summary>What the refunds among them came to.</summary>
internal sealed record AuditedRefunds(int Refunds, int Completed, int Failed, int NeedOperator, string Refunded)
{
    public static AuditedRefunds Of(IReadOnlyList<BookedRefund> refunds) => new(
        refunds.Count,
        refunds.Count(r => r.IsCompleted),
        refunds.Count(r => r.IsFailed),
        refunds.Count(r => r.NeedsOperator),
        MoneyBooks.Cents(refunds.Sum(r => r.RefundedCents)));
}
