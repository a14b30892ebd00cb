using PosSaga.PaymentSimulator;

namespace PosSaga.Load.Books;

/// <summary>The simulated gateway's ledger, one tenant's part of it, as charges by payment id.</summary>
internal sealed class LedgerGatewayBooks(IGatewayLedger ledger, string tenant) : IGatewayBooks
{
    private const int PageSize = 1_000;

    public async Task<IReadOnlyList<GatewayCharge>> Charges(CancellationToken cancellation)
    {
        var prefix = tenant + "/";
        var charges = new List<GatewayCharge>();
        for (string? after = null; ;)
        {
            var page = await ledger.List(prefix, after, PageSize, cancellation);
            foreach (var account in page)
                charges.Add(Charge(account, account.Id[prefix.Length..]));
            if (page.Count < PageSize)
                return charges;
            after = page[^1].Id;
        }
    }

    // The ledger has one account per payment id and authorises it at most once.
    private static GatewayCharge Charge(GatewayAccount account, string paymentId) => new(
        paymentId,
        account.State is AccountState.Declined or AccountState.CancelledBeforeArrival ? 0 : 1,
        account.State == AccountState.Authorised ? account.Amount.Amount : 0,
        account.Captured,
        account.Refunded);
}
