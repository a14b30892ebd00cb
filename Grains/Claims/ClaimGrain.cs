using Microsoft.Extensions.Logging;
using PosSaga.EventSourcing;
using PosSaga.Journal;
using PosSaga.Payments;
using PosSaga.Refunds;
using PosSaga.Streams;

namespace PosSaga.Claims;

/// <summary>One claim, one writer. It asks its order before it decides where the rules need to know, and does by itself
/// what it owes the order; from its refund it only hears.</summary>
[GrainType("claim"), ImplicitStreamSubscription(StreamNames.Refunds)]
[Handles<RefundPaymentEvent.Rejected>, Handles<RefundPaymentEvent.Settled>, Handles<RefundPaymentEvent.Released>]
[Handles<RefundPaymentEvent.SettlementFailed>, Handles<RefundPaymentEvent.NeedsOperator>]
[Handles<RefundStockEvent.RestockFailed>, Handles<RefundStockEvent.NeedsOperator>]
[Handles<RefundEvent.Completed>, Handles<RefundEvent.Failed>, Handles<RefundEvent.NeedsOperator>]
internal sealed partial class ClaimGrain(
    IEventJournal journal, IEventCodec codec, TimeProvider clock, ILogger<ClaimGrain> log)
    : ParticipantGrain<Claim, ClaimEvent>(codec), IClaimGrain
{
    private OrderEnquiry _orders = null!;

    // A customer comes back after days; a refund under way after milliseconds.
    protected override bool IsAtRest(Claim claim) => claim.Standing is
    {
        Status: ClaimStatus.Closed or ClaimStatus.Withdrawn, PendingAction: ClaimPendingAction.None,
        Refund: null or RefundStatus.Completed or RefundStatus.Failed,
    };

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        await base.OnActivateAsync(cancellationToken);
        _orders = new OrderEnquiry(GrainFactory, clock, log);
    }

    public async Task<ClaimView?> Get()
    {
        await EnsureLoaded();
        GoOnLater();
        return ViewOrNull(Confirmed);
    }

    public async Task<CommandResult<ClaimView>> Create(CreateClaim command)
    {
        var answer = await Decide(command, WouldHold);
        if (!answer.IsDone)
            return CommandResult<ClaimView>.Refused(answer.Refusal!, answer.Replayed);

        var replayed = answer.Value!.Exists && answer.Replayed;
        // Not where the order did not answer a moment ago: the timer asks again.
        if (!answer.Value.Exists)
            await GoOn(Of(command));
        else
            GoOnLater();
        return Current switch
        {
            { NotOpened: { } refusal } => CommandResult<ClaimView>.Refused(refusal),
            { Exists: true } claim => CommandResult<ClaimView>.Done(
                View(await At(claim.CreatedVersion)), Math.Max(answer.Position, LastPosition), replayed),
            _ => throw new JournalUnavailableException("The claim could not be opened just now; its opening goes on."),
        };
    }

    public Task<CommandResult<ClaimView>> Assign(AssignClaim command) => Run(command);

    public Task<CommandResult<ClaimView>> Start(StartClaim command) => Run(command);

    public Task<CommandResult<ClaimView>> Resolve(ResolveClaim command) => Run(command);

    public async Task<CommandResult<ClaimView>> Close(CloseClaim command) => await AndGoOn(command, await Run(command));

    public async Task<CommandResult<ClaimView>> Reopen(ReopenClaim command) =>
        await AndGoOn(command, await Run(command, WouldHold));

    public async Task<CommandResult<ClaimView>> Withdraw(WithdrawClaim command) =>
        await AndGoOn(command, await Run(command));

    public async Task<CommandResult<ClaimView>> Refund(RefundClaim command) => await Once(command) switch
    {
        // The answer was a no, and it is in the log.
        { Value.RefundRefusal: { } refusal, Replayed: var again } => CommandResult<ClaimView>.Refused(refusal, again),
        var answer => Shown(answer),
    };

    public async Task<CommandResult<RefundAmounts>> PreviewRefund()
    {
        await EnsureLoaded();
        var claim = Confirmed;
        if (ClaimDecider.NothingToRefund(claim) is { } refusal)
            return CommandResult<RefundAmounts>.Refused(refusal);
        // The refund has its own amount set aside, so what is left would say less than it pays.
        var refund = GrainFactory.GetGrain<IRefundGrain>(GrainKeys.Of(Tenant, Id));
        if (claim.HasLivingRefund && await refund.Get() is { Amounts: { } reserved })
            return CommandResult<RefundAmounts>.Done(reserved, 0);
        var payment = GrainFactory.GetGrain<IPaymentGrain>(GrainKeys.Of(Tenant, claim.Sale!.PaymentId));
        return CommandResult<RefundAmounts>.Done(await payment.PreviewRefund(ClaimDecider.RefundOf(Id, claim)), 0);
    }

    protected override async Task React(IncomingEvent cause)
    {
        if (ClaimDecider.Meaning(cause.Event) is not { } refund)
            return;
        // A cancelled order's refund, unless after a takeover this activation has not heard of its own request, which
        // may be that of a second attempt.
        if (Current.Standing.Refund is null or RefundStatus.Completed or RefundStatus.Failed)
            await RefreshFromJournal();
        await HandleOnce(cause, claim => ClaimDecider.Follow(claim, refund, cause.Position, clock.GetUtcNow()));
        // A closed claim whose refund failed has pieces to let go; the delivery does not wait for that.
        GoOnLater();
    }

    /// <summary>Events of a claim belong to its order, whoever causes them.</summary>
    private Origin Of(IClaimCommand command) => command.Origin with
    {
        Correlation = (command is CreateClaim create ? create.OrderId : Current.Content?.OrderId) ?? Id,
    };
}
