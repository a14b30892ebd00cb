using System.Text.Json;
using PosSaga.Load.Books;
using PosSaga.Load.Measuring;
using PosSaga.Load.Orders;
using PosSaga.Notifications;
using PosSaga.Refunds;

namespace PosSaga.Load.InProcess;

/// <summary>Reads what became of refunds from the grains themselves.</summary>
internal static class RefundGrainBooks
{
    private const int Clients = 64;

    public static async Task<IReadOnlyList<BookedRefund>> Read(
        GrainClaims claims, IReadOnlyList<(string ClaimId, string OrderId)> asked)
    {
        var refunds = new BookedRefund[asked.Count];
        await ClosedLoop.Count(
            Clients, asked.Count, async i => refunds[i] = await One(claims, asked[i].ClaimId, asked[i].OrderId));
        return refunds;
    }

    private static async Task<BookedRefund> One(GrainClaims claims, string id, string orderId)
    {
        var claim = await claims.Claim(id).Get() ?? throw new SystemNotUsableException($"Claim {id} is gone.");
        var refund = await claims.Record(id).Get();
        var messages = await claims.Messages(id).Get();
        return new BookedRefund(
            id, orderId, Written(refund?.Status), Written(claim.RefundStatus),
            refund is { Status: RefundStatus.Completed, Amounts: { } amounts } ? amounts.Amount.Amount : 0,
            messages.Count(m => NotificationRules.MovesRefund(m.Event)),
            [.. (refund?.Lines ?? []).Select(goods => new BookedReturn(
                claim.StoreId ?? "", goods.Sku,
                goods.Condition == Condition.Resellable ? goods.Quantity : 0,
                goods.Condition == Condition.Damaged ? goods.Quantity : 0))]);
    }

    private static string? Written(RefundStatus? status) =>
        status is null ? null : JsonNamingPolicy.CamelCase.ConvertName(status.Value.ToString());
}
