using PosSaga.PaymentSimulator;
using PosSaga.Payments;
using PosSaga.Sagas;

namespace PosSaga.Tests.Simulation;

/// <summary>By the gateway's own books: no saga ever held or took the money twice.</summary>
internal sealed class NobodyIsChargedTwice : Check
{
    public override IEnumerable<string> Broken(Evidence evidence)
    {
        foreach (var accounts in evidence.Accounts)
            if (accounts.Count(a => a.Code is not null) is > 1 and var times)
                yield return $"saga {accounts.Key} was authorised {times} times at the gateway";
        foreach (var group in evidence.World.Books.Entries.GroupBy(e => (e.Entry.Id, Kind: e.Entry.GetType().Name)))
            if (group.Count() > 1 && group.Key.Kind is nameof(LedgerEntry.Authorise) or nameof(LedgerEntry.Capture))
                if (group.Count() > 1)
                    yield return $"{group.Key.Id}: {group.Key.Kind} was booked {group.Count()} times";
    }
}

/// <summary>A saga that has ended holds nobody's money: taken, or given back.</summary>
internal sealed class NoHoldIsLeftOpen : Check
{
    public override IEnumerable<string> Broken(Evidence evidence) =>
        from accounts in evidence.Accounts
        where evidence.IsFinished(accounts.Key)
        from account in accounts
        where account.State == AccountState.Authorised
        select $"saga {accounts.Key} is {evidence.Sagas[accounts.Key].End.State}, and {account.Amount} is still held";
}

/// <summary>Captured − refunded = the totals of the completed orders less what was given back of them, one by one and
/// in sum.</summary>
internal sealed class MoneyMatchesTheOrders : Check
{
    public override IEnumerable<string> Broken(Evidence evidence)
    {
        var (owed, taken) = (0L, 0L);
        foreach (var (id, saga) in evidence.Ends)
        {
            var captured = evidence.Accounts[id].Sum(a => a.Captured - a.Refunded);
            taken += captured;
            var givenBack = evidence.Payments.GetValueOrDefault(id)?.End.Refunded.Amount ?? 0;
            var total = evidence.IsSold(id)
                ? saga.Cart!.Total.Amount - givenBack
                : evidence.IsByHand(id) ? captured : 0;
            owed += total;
            if (captured != total)
                yield return $"saga {id} is {saga.State}: {total} are owed, {captured} were taken";
            if (evidence.IsByHand(id) && captured != 0 && captured + givenBack != saga.Cart!.Total.Amount)
                yield return $"saga {id} waits for a person: {captured} were taken for an order of {saga.Cart.Total}";
        }

        var ofSales = evidence.Sales.Values.SelectMany(told => told.End.Request?.Cards(told.Id) ?? [])
            .Select(card => GrainKeys.Of(World.Tenant, card.PaymentId)).ToHashSet(StringComparer.Ordinal);
        var all = evidence.World.Books.Accounts.Where(a => !ofSales.Contains(a.Id)).Sum(a => a.Captured - a.Refunded);
        if (all != taken)
            yield return $"the gateway took {all}, the sagas know of {taken}";
        if (taken != owed)
            yield return $"{owed} are owed, {taken} were taken";
    }
}

/// <summary>What a payment's log says is what the gateway's books say.</summary>
internal sealed class PaymentsAgreeWithTheGateway : Check
{
    public override IEnumerable<string> Broken(Evidence evidence)
    {
        foreach (var (id, told) in evidence.Payments)
        {
            if (evidence.IsMoneyByHand(id))
                continue;
            var account = evidence.Accounts[id].FirstOrDefault();
            var agrees = (told.End.Status, account?.State) switch
            {
                (PaymentStatus.None, null) => true,
                // Of a total of 0 the gateway never hears.
                (_, null) when told.End.HeldOrTaken.IsZero => true,
                (PaymentStatus.Authorised, AccountState.Authorised) => told.End.Authorised == account!.Amount,
                (PaymentStatus.Captured or PaymentStatus.Refunded, AccountState.Captured) =>
                    told.End.Captured == account!.Amount && told.End.Refunded.Amount == account.Refunded,
                (PaymentStatus.Declined, AccountState.Declined) => true,
                (PaymentStatus.Voided, AccountState.Voided or AccountState.CancelledBeforeArrival or AccountState.Declined) => true,
                _ => false,
            };
            if (!agrees)
                yield return $"payment {id} is {told.End.Status}, "
                    + $"at the gateway {account?.State.ToString() ?? "unknown"}";
        }
    }
}
