using static PosSaga.Load.Books.MoneyBooks;

namespace PosSaga.Load.Books;

/// <summary>Every refund has ended, its claim knows how, its customer was told once; what a payment gave back is what
/// its refunds came to, never more than it took, and nothing stays set aside.</summary>
internal static class RefundBooks
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
