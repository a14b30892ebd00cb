using System.Collections.Concurrent;

namespace PosSaga.PaymentSimulator;

/// <summary>A payment gateway that can be told to misbehave. It keeps its own books, and what it does, it does
/// once.</summary>
/// <param name="random">Numbers from 0 to below 1; called from many threads outside a simulation.</param>
public sealed class SimulatedGateway(
    IGatewayLedger ledger, GatewayControls controls, TimeProvider clock, Func<double> random) : IPaymentGateway
{
    /// <summary>How long a hanging call hangs: well past the five seconds that a caller waits.</summary>
    public static readonly TimeSpan Hang = TimeSpan.FromSeconds(8);

    // Most calls that hang are never repeated; forgetting some only makes them hang once more.
    private const int FailuresMax = 10_000;

    // Calls that failed or hung, until they are answered: so that a repeated one can be.
    private readonly ConcurrentDictionary<(string Call, string Id), int> _failures = new();

    public async Task<GatewayAnswer> Authorise(GatewayRequest request, CancellationToken cancellation)
    {
        await Travel(cancellation);
        var settings = controls.Current;
        var failures = _failures.GetValueOrDefault((nameof(Authorise), request.Id));
        var fate = SimulatedCard.FateOfAuthorisation(request, settings, failures, random);
        return await Meet(fate, nameof(Authorise), request.Id, () =>
        {
            var (code, riskScore) = SimulatedCard.Stamp(request.Id);
            var decline = SimulatedCard.Decline(request, settings, random);
            return new LedgerEntry.Authorise(request.Id, request.Amount, code, riskScore, decline, Now());
        }, cancellation);
    }

    public async Task<GatewayAnswer> Inquire(string id, CancellationToken cancellation)
    {
        await Travel(cancellation);
        var entry = new LedgerEntry.Look(id);
        return AnswerTo(entry, await ledger.Book(entry, cancellation));
    }

    public Task<GatewayAnswer> Void(string id, CancellationToken cancellation) =>
        Move(nameof(Void), id, () => new LedgerEntry.Void(id, Now()), cancellation);

    public Task<GatewayAnswer> Capture(string id, Money amount, CancellationToken cancellation) =>
        Move(nameof(Capture), id, () => new LedgerEntry.Capture(id, amount, Now()), cancellation);

    public Task<GatewayAnswer> Refund(string id, string refundId, Money amount, CancellationToken cancellation) =>
        Move(
            nameof(Refund), id,
            () => new LedgerEntry.Refund(
                id, refundId, amount, Now(), Declined: controls.Current.DeclineAmount == amount),
            cancellation);

    private async Task<GatewayAnswer> Move(
        string call, string id, Func<LedgerEntry> entry, CancellationToken cancellation)
    {
        await Travel(cancellation);
        var fate = SimulatedCard.FateOf(controls.Current, _failures.GetValueOrDefault((call, id)), random);
        return await Meet(fate, call, id, entry, cancellation);
    }

    /// <summary>Latency and outage meet every call alike.</summary>
    private async ValueTask Travel(CancellationToken cancellation)
    {
        if (controls.Current.LatencyMs is > 0 and var latency)
            await Task.Delay(TimeSpan.FromMilliseconds(latency), clock, cancellation);
        if (controls.Current.Outage)
            throw new GatewayUnansweredException("The gateway is out of order.");
    }

    private async Task<GatewayAnswer> Meet(
        CallFate fate, string call, string id, Func<LedgerEntry> makeEntry, CancellationToken cancellation)
    {
        if (fate != CallFate.Answered)
            Remember(call, id);
        switch (fate)
        {
            case CallFate.Fails:
                throw new GatewayUnansweredException("The gateway answered with garbage.");
            case CallFate.Lost:
                await Task.Delay(Hang, clock, cancellation);
                throw new GatewayUnansweredException("The call was lost on its way.");
            case CallFate.ArrivesLate:
                // Whoever has hung up cannot call it back.
                await Task.Delay(Hang, clock, CancellationToken.None);
                break;
        }
        var entry = makeEntry();
        var account = await ledger.Book(entry, CancellationToken.None);
        if (fate == CallFate.DoneAnsweredLate)
            await Task.Delay(Hang, clock, cancellation);
        else if (fate == CallFate.Answered && !_failures.IsEmpty)
            _failures.TryRemove((call, id), out _);
        return AnswerTo(entry, account);
    }

    private void Remember(string call, string id)
    {
        if (_failures.Count >= FailuresMax)
            _failures.Clear();
        _failures.AddOrUpdate((call, id), 1, static (_, n) => n + 1);
    }

    private static GatewayAnswer AnswerTo(LedgerEntry entry, GatewayAccount? account) => (account?.State, entry) switch
    {
        (null, LedgerEntry.Look) => new GatewayAnswer.NotFound(),
        (null, _) => new GatewayAnswer.Refused("The payment is not known."),
        (AccountState.Declined, _) =>
            new GatewayAnswer.Declined(account!.Decline!.Value, SimulatedCard.ResponseCode(account.Decline.Value)),
        (AccountState.CancelledBeforeArrival, _) => new GatewayAnswer.CancelledBeforeArrival(),
        (AccountState.Voided, _) => new GatewayAnswer.Voided(),
        (AccountState.Captured, LedgerEntry.Refund r) => account!.Refunds.Any(
            done => done.RefundId == r.RefundId && done.Amount == r.Amount.Amount)
            ? new GatewayAnswer.Refunded(r.Amount)
            : new GatewayAnswer.Refused(
                "The refund was declined, exceeds what is left, or differs from the first one of its id."),
        (AccountState.Captured, LedgerEntry.Capture or LedgerEntry.Void) =>
            new GatewayAnswer.Captured(account!.Amount with { Amount = account.Captured }),
        (AccountState.Authorised, LedgerEntry.Capture) =>
            new GatewayAnswer.Refused("Only the authorised amount is captured."),
        (AccountState.Authorised, LedgerEntry.Refund) => new GatewayAnswer.Refused("Nothing was captured yet."),
        _ => new GatewayAnswer.Approved(account!.Amount, account.Code!, account.RiskScore),
    };

    private long Now() => (clock.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
}
