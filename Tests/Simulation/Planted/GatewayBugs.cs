using PosSaga.PaymentSimulator;
using PosSaga.Payments;

namespace PosSaga.Tests.Simulation;

/// <summary>A gateway, or the way to it, that breaks one rule and keeps the others.</summary>
internal class GatewayInFront(IPaymentGateway gateway) : IPaymentGateway
{
    public virtual Task<GatewayAnswer> Authorise(GatewayRequest request, CancellationToken cancellation) =>
        gateway.Authorise(request, cancellation);

    public virtual Task<GatewayAnswer> Inquire(string id, CancellationToken cancellation) =>
        gateway.Inquire(id, cancellation);

    public virtual Task<GatewayAnswer> Void(string id, CancellationToken cancellation) =>
        gateway.Void(id, cancellation);

    public virtual Task<GatewayAnswer> Capture(string id, Money amount, CancellationToken cancellation) =>
        gateway.Capture(id, amount, cancellation);

    public virtual Task<GatewayAnswer> Refund(
        string id, string refundId, Money amount, CancellationToken cancellation) =>
        gateway.Refund(id, refundId, amount, cancellation);
}

/// <summary>Every attempt is a payment of its own; afterwards the last one is meant.</summary>
internal sealed class IgnoresIds(IPaymentGateway gateway) : GatewayInFront(gateway)
{
    private readonly Dictionary<string, int> _attempts = new(StringComparer.Ordinal);

    public override Task<GatewayAnswer> Authorise(GatewayRequest request, CancellationToken cancellation)
    {
        _attempts[request.Id] = _attempts.GetValueOrDefault(request.Id) + 1;
        return base.Authorise(request with { Id = Last(request.Id) }, cancellation);
    }

    public override Task<GatewayAnswer> Inquire(string id, CancellationToken cancellation) =>
        base.Inquire(Last(id), cancellation);

    public override Task<GatewayAnswer> Void(string id, CancellationToken cancellation) =>
        base.Void(Last(id), cancellation);

    public override Task<GatewayAnswer> Capture(string id, Money amount, CancellationToken cancellation) =>
        base.Capture(Last(id), amount, cancellation);

    private string Last(string id) => _attempts.GetValueOrDefault(id) is > 1 and var attempt ? $"{id}#{attempt}" : id;
}

/// <summary>Reports the right amount, whatever was booked.</summary>
internal sealed class SaysItTookAll(IPaymentGateway gateway) : GatewayInFront(gateway)
{
    public override async Task<GatewayAnswer> Capture(string id, Money amount, CancellationToken cancellation) =>
        await base.Capture(id, amount, cancellation) is GatewayAnswer.Captured
            ? new GatewayAnswer.Captured(amount)
            : await base.Capture(id, amount, cancellation);
}

/// <summary>Holds the money, and then says that what it holds can be neither taken nor given back.</summary>
internal sealed class ContradictsItself(IPaymentGateway gateway, Func<bool> does) : GatewayInFront(gateway)
{
    public override Task<GatewayAnswer> Void(string id, CancellationToken cancellation) =>
        does() ? Nonsense : base.Void(id, cancellation);

    public override Task<GatewayAnswer> Capture(string id, Money amount, CancellationToken cancellation) =>
        does() ? Nonsense : base.Capture(id, amount, cancellation);

    private static Task<GatewayAnswer> Nonsense =>
        Task.FromResult<GatewayAnswer>(new GatewayAnswer.Refused("it is in the wrong state"));
}

/// <summary>Books that break one rule.</summary>
internal class LedgerInFront(IGatewayLedger ledger) : IGatewayLedger
{
    public Task Open(CancellationToken cancellation = default) => ledger.Open(cancellation);

    public virtual ValueTask<GatewayAccount?> Book(LedgerEntry entry, CancellationToken cancellation = default) =>
        ledger.Book(entry, cancellation);

    public Task<GatewayBooks> Books(string prefix, CancellationToken cancellation = default) =>
        ledger.Books(prefix, cancellation);

    public Task<IReadOnlyList<GatewayAccount>> List(
        string prefix, string? after, int max, CancellationToken cancellation = default) =>
        ledger.List(prefix, after, max, cancellation);

    public Task<VersionedSettings> Settings(CancellationToken cancellation = default) => ledger.Settings(cancellation);

    public Task<VersionedSettings> Save(GatewaySettings settings, CancellationToken cancellation = default) =>
        ledger.Save(settings, cancellation);
}

/// <summary>A void of something unknown leaves no bar, so the late original is let through.</summary>
internal sealed class ForgetsBars(IGatewayLedger ledger) : LedgerInFront(ledger)
{
    public override async ValueTask<GatewayAccount?> Book(
        LedgerEntry entry, CancellationToken cancellation = default) =>
        entry is LedgerEntry.Void && await base.Book(new LedgerEntry.Look(entry.Id), cancellation) is null
            ? GatewayAccount.Book(null, entry)
            : await base.Book(entry, cancellation);
}

/// <summary>Takes a cent less than it was asked for.</summary>
internal sealed class TakesACentLess(IGatewayLedger ledger) : LedgerInFront(ledger)
{
    public override async ValueTask<GatewayAccount?> Book(
        LedgerEntry entry, CancellationToken cancellation = default) =>
        await base.Book(entry, cancellation) is { State: AccountState.Captured } account
            ? account with { Captured = account.Amount.Amount - 1 }
            : await base.Book(entry, cancellation);
}
