using static PosSaga.Load.MoneyChecks;

namespace PosSaga.Load;

/// <summary>Captured is what the completed orders cost, less their refunds, order by order and in sum; nothing is
/// captured for others. Orders that need an operator are left out of both sums.</summary>
internal static class MoneyChecks
{
    public static IEnumerable<string> Check(BookSet books)
    {
        var payments = books.Payments.ToLookup(p => p.OrderId, StringComparer.Ordinal);
        var refunds = books.RefundsByOrder;
        long owed = 0, kept = 0;
        foreach (var order in books.Orders.DistinctBy(o => o.Id)
            .Where(o => !o.NeedsOperator && !refunds[o.Id].Any(r => r.NeedsOperator)))
        {
            var captured = payments[order.Id].Sum(p => p.CapturedCents - p.RefundedCents);
            var total = order.IsCompleted ? order.TotalCents - refunds[order.Id].Sum(r => r.RefundedCents) : 0;
            owed += total;
            kept += captured;
            if (captured != total)
                yield return $"money: order {order.Id} ({order.Status}) owes {Cents(total)}, "
                    + $"captured {Cents(captured)}";
            if (order.IsFailed && payments[order.Id].FirstOrDefault(p => p.Status == "authorised") is not null)
                yield return $"money: order {order.Id} has failed, but its payment is still held";
        }
        if (owed != kept)
            yield return $"money: completed orders cost {Cents(owed)}, captured {Cents(kept)}";

        var known = books.Orders.DistinctBy(o => o.Id).ToDictionary(o => o.Id, StringComparer.Ordinal);
        foreach (var payment in books.Payments.Where(p => !known.ContainsKey(p.OrderId) && p.CapturedCents != 0))
            yield return $"money: {Cents(payment.CapturedCents)} captured for {payment.OrderId}, which is no order";

        foreach (var placed in books.Placed)
            if (placed is { Status: 201, OrderId: { } id, TotalCents: { } answered }
                && known.TryGetValue(id, out var order) && order.TotalCents != answered)
                yield return $"money: order {id} was answered as {Cents(answered)}, "
                    + $"but is booked as {Cents(order.TotalCents)}";
    }

    public static string Cents(long cents) => new Money(cents).ToString();
}

/// <summary>The same by the gateway's own ledger: one hold per completed order, captured to the cent and refunded as
/// its refunds say; nothing held or kept for any other.</summary>
internal static class GatewayChecks
{
    public static IEnumerable<string> Check(BookSet books)
    {
        if (books.Gateway is not { } charges)
            yield break;
        var refunds = books.RefundsByOrder;
        var orders = books.Orders.DistinctBy(o => o.Id).ToDictionary(o => o.Id, StringComparer.Ordinal);
        foreach (var charge in charges)
        {
            if (!orders.TryGetValue(charge.PaymentId, out var order))
            {
                if (books.GatewayIsOurs && (charge.HeldCents != 0 || charge.CapturedCents != charge.RefundedCents))
                    yield return $"gateway: holds {Cents(charge.HeldCents)}, kept {Cents(charge.CapturedCents)} for "
                        + $"{charge.PaymentId}, which is no order";
                continue;
            }
            if (charge.Authorisations > 1)
                yield return $"gateway: order {order.Id} was authorised {charge.Authorisations} times";
            if (order.NeedsOperator || !order.IsAtRest || refunds[order.Id].Any(r => r.NeedsOperator))
                continue;
            var total = order.IsCompleted ? order.TotalCents - refunds[order.Id].Sum(r => r.RefundedCents) : 0;
            if (charge.CapturedCents - charge.RefundedCents != total)
                yield return $"gateway: order {order.Id} ({order.Status}) owes {Cents(total)}, the gateway kept "
                    + $"{Cents(charge.CapturedCents - charge.RefundedCents)}";
            if (charge.HeldCents != 0)
                yield return $"gateway: order {order.Id} ({order.Status}): {Cents(charge.HeldCents)} still held";
        }
        var charged = charges.Select(c => c.PaymentId).ToHashSet(StringComparer.Ordinal);
        foreach (var order in orders.Values.Where(o => o.IsCompleted && o.TotalCents != 0 && !charged.Contains(o.Id)))
            yield return $"gateway: order {order.Id} is completed, but the gateway does not know its payment";
    }
}

/// <summary>Every refund has ended, its claim has the same status, its customer was notified once; a payment gave back
/// what its refunds came to, never more than it captured, and nothing stays reserved.</summary>
internal static class RefundChecks
{
    public static IEnumerable<string> Check(BookSet books)
    {
        foreach (var refund in books.Refunds)
        {
            var name = $"refund: {refund.ClaimId} of order {refund.OrderId}";
            if (!refund.IsAtRest)
                yield return $"{name} is still {refund.Status ?? "unheard of"}";
            else if (refund.ClaimSays != refund.Status)
                yield return $"{name} is {refund.Status}, but its claim says {refund.ClaimSays ?? "nothing"}";
            if ((refund.IsCompleted || refund.IsFailed) && refund.Messages != 1)
                yield return $"{name} is {refund.Status}, and its customer was told {refund.Messages} times";
            if (refund.IsCompleted && refund.RefundedCents <= 0)
                yield return $"{name} is completed, and paid {Cents(refund.RefundedCents)}";
        }
        foreach (var twice in books.Refunds.GroupBy(r => r.ClaimId, StringComparer.Ordinal).Where(g => g.Count() > 1))
            yield return $"refund: claim {twice.Key} has {twice.Count()} refunds";

        var refunds = books.Refunds.ToLookup(r => r.OrderId, StringComparer.Ordinal);
        foreach (var payment in books.Payments.Where(p => !refunds[p.OrderId].Any(r => r.NeedsOperator)))
        {
            var refunded = refunds[payment.OrderId].Sum(r => r.RefundedCents);
            if (payment.RefundedCents != refunded)
                yield return $"refund: payment of order {payment.OrderId} gave {Cents(payment.RefundedCents)} back, "
                    + $"its refunds come to {Cents(refunded)}";
            if (payment.RefundedCents > payment.CapturedCents)
                yield return $"refund: payment of order {payment.OrderId} gave back {Cents(payment.RefundedCents)} "
                    + $"of {Cents(payment.CapturedCents)}";
            if (payment.ReservedCents != 0)
                yield return $"refund: {Cents(payment.ReservedCents)} of the payment of order {payment.OrderId} "
                    + "are still set aside";
        }
    }
}
