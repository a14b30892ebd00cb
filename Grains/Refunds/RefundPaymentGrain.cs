using Microsoft.Extensions.Logging;
using PosSaga.Claims;
using PosSaga.Journal;
using PosSaga.Orders;
using PosSaga.Payments;
using PosSaga.Sagas;
using PosSaga.Streams;

namespace PosSaga.Refunds;

/// <summary>Sets the amount aside, and pays it or lets it go once the goods are accounted for. What the payment leaves
/// unanswered is asked again off the delivery: no event behind it has to wait for a silent gateway.</summary>
[GrainType("refund-payment"), ImplicitStreamSubscription(StreamNames.Refunds)]
[Handles<ClaimEvent.RefundRequested>, Handles<OrderEvent.Cancelled>, Handles<OrderEvent.RefundRetried>]
[Handles<OrderEvent.RefundAsked>]
[Handles<RefundStockEvent.Restocked>, Handles<RefundStockEvent.RestockFailed>, Handles<RefundStockEvent.LeftIn>]
internal sealed class RefundPaymentGrain(
    IEventCodec codec, SagaJitter jitter, RefundPatience patience, GatewayHealth gateway, TimeProvider clock,
    ILogger<RefundPaymentGrain> log)
    : ParticipantGrain<RefundPayment, RefundPaymentEvent>(codec), IRefundPaymentGrain
{
    protected override bool IsAtRest(RefundPayment part) =>
        part is { Stage: not (RefundPaymentStage.None or RefundPaymentStage.Reserved), Open: null };

    protected override Task React(IncomingEvent cause) => RefundMetrics.Counted(cause, AnswerTo);

    private async Task<bool> AnswerTo(IncomingEvent cause)
    {
        var part = Current;
        if (RefundPaymentDecider.IsOutOfPlace(part, cause.Event))
            throw new ReactionRefusedException(RefundRefusals.OutOfPlace(cause.Event, part.Stage.ToString()));
        if (RefundPaymentDecider.AskFor(part, cause.Event, cause.Origin()) is not { } ask)
            return false;

        var answer = await Ask(ask);
        await HandleOnce(
            cause, now => RefundPaymentDecider.Decide(
                now, ask, answer, clock.GetUtcNow(), cause.Position, patience, jitter.Next()));
        RefundMetrics.Moved(part, Current);
        Schedule();
        return true;
    }

    /// <summary>A call that ran out of time waited for others that wait for the gateway: it is an attempt without an
    /// answer like any other.</summary>
    private async Task<CommandResult<RefundResult>> Ask(RefundAsk ask)
    {
        try
        {
            return await AskPayment(ask);
        }
        catch (TimeoutException)
        {
            return CommandResult<RefundResult>.Done(new(RefundOutcome.Unknown, Money.Zero, "payment-timeout"), LastPosition);
        }
    }

    private Task<CommandResult<RefundResult>> AskPayment(RefundAsk ask)
    {
        var refund = ask.Refund;
        var payment = Payment(refund);
        return ask.Step switch
        {
            RefundPaymentStep.Reserve =>
                payment.ReserveRefund(new(ask.Origin, refund.RefundId, AtMost: null, refund)),
            RefundPaymentStep.Settle => payment.SettleRefund(new(ask.Origin, refund.RefundId, refund.Attempt)),
            RefundPaymentStep.Release =>
                payment.ReleaseRefund(new(ask.Origin, refund.RefundId, ask.Reason!, refund.Attempt)),
            _ => throw new InvalidOperationException($"A payment is not asked to {ask.Step}."),
        };
    }

    private IPaymentGrain Payment(RefundOrder refund) =>
        GrainFactory.GetGrain<IPaymentGrain>(GrainKeys.Of(Tenant, refund.PaymentId));

    // What was left unanswered: asked again after a growing pause, in whichever process.

    // Of those that a silent gateway kept waiting, not all ask in the moment in which it answers.
    private static readonly TimeSpan GatewaySpread = TimeSpan.FromSeconds(1);

    // Attempts that ended in an error, a journal that is away most of all; then each of the watchdog's nudges asks.
    private const int ErrorsMax = 5;

    private IGrainTimer? _timer;
    private int _errors;
    private bool _listens;

    public async Task<RefundWaiting?> Waiting()
    {
        await EnsureLoaded();
        return Confirmed.Waiting;
    }

    /// <summary>Sets going again what nobody is at any more, and asks for an operator. What only waits for its time
    /// goes on waiting: however often somebody nudges, a silent gateway is given all the time between two
    /// attempts.</summary>
    public async Task Resume()
    {
        await EnsureLoaded();
        // Whoever calls has seen in the journal that something is left to do; if nothing is known of it here, another
        // activation has gone on while this one stood by.
        if (Current.Open is null)
            await RefreshFromJournal();
        if (_timer is not null)
            return;
        if (Current is { Open: not null, NeedsOperator: false } && Rest() is var rest && rest > TimeSpan.Zero)
            Schedule(rest);
        else
            await AskAgain();
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        Disarm();
        return base.OnDeactivateAsync(reason, cancellationToken);
    }

    private void Disarm()
    {
        _timer?.Dispose();
        _timer = null;
    }

    /// <summary>Until a person is called; from then on only a nudge asks.</summary>
    private void Schedule(TimeSpan? rest = null)
    {
        Disarm();
        _timer = Current is { Open: not null, NeedsOperator: false } && _errors < ErrorsMax
            ? this.RegisterGrainTimer(
                _ => Tick(),
                new GrainTimerCreationOptions(rest ?? Rest(), Timeout.InfiniteTimeSpan)
                {
                    KeepAlive = true,
                })
            : null;
        if (_timer is not null && gateway.IsSilent && !_listens)
            _ = AskWhenTheGatewayAnswers();
    }

    private async Task AskWhenTheGatewayAnswers()
    {
        _listens = true;
        await gateway.AnswersAgain;
        _listens = false;
        // Nothing waits any more where another answer came first, or the activation ended.
        if (_timer is not null)
            Schedule(GatewaySpread * Math.Max(0, jitter.Next()));
    }

    private async Task Tick()
    {
        try
        {
            await EnsureLoaded();
            await AskAgain();
        }
        catch (Exception error)
        {
            // Nobody awaits a timer. What is durable decides how it goes on, a little later.
            _errors++;
            RefundMetrics.Error("refund-payment", error);
            log.LogWarning(error, "Refund {Refund} could not go on, error {Errors}", Id, _errors);
            Schedule();
        }
    }

    private async Task AskAgain()
    {
        var part = Current;
        if (part.Open is not { } ask)
        {
            Schedule();
            return;
        }

        var answer = await Ask(ask);
        // Its order stands, so its money is due: should a person have settled the saga's capture, nobody else asks for
        // it any more, and this payment would not know for ever that it was captured.
        if (answer.Refusal?.Code == PaymentRefusals.NotCapturedYet.Code)
        {
            await Payment(ask.Refund).Capture(new(ask.Origin));
            answer = await Ask(ask);
        }

        await Handle(
            ask.Origin,
            now => RefundPaymentDecider.DecideAgain(now, part, answer, clock.GetUtcNow(), patience, jitter.Next()),
            now => now.Stage);
        _errors = 0;
        RefundMetrics.Moved(part, Current);
        Schedule();
    }

    /// <summary>What is left of the pause after the last attempt, which another process may have made.</summary>
    private TimeSpan Rest()
    {
        if (_errors > 0)
            return patience.PauseAfter(Current.Attempts + _errors, jitter.Next());
        var due = Current.NextAttempt ?? Current.FailedAt + patience.PauseAfter(Current.Attempts, jitter.Next());
        var rest = due - clock.GetUtcNow();
        // Its clock may be ahead of ours.
        return rest > patience.PauseMax ? patience.PauseMax : rest > TimeSpan.Zero ? rest : TimeSpan.Zero;
    }

    // What an operator says of a question that nobody answers.

    public async Task<CommandResult<RefundPartSettled>> Resolve(OperatorCommand command)
    {
        await EnsureLoaded();
        if (Current.Open is null)
            await RefreshFromJournal();
        // What is still being asked has its attempts left.
        if (Current is not { Open: { } ask, NeedsOperator: true } asked)
            return CommandResult<RefundPartSettled>.Refused(RefundRefusals.NothingToResolve);
        var origin = command.Origin with { Correlation = ask.Origin.Correlation };
        var (refund, payment) = (ask.Refund, GrainFactory.GetGrain<IPaymentGrain>(
            GrainKeys.Of(Tenant, ask.Refund.PaymentId)));
        // One whose amount was never set aside is barred, should the question arrive after all.
        var answer = await (ask.Step == RefundPaymentStep.Settle
            ? payment.SettleRefund(new SettleRefund(origin, refund.RefundId, refund.Attempt, ByHand: true))
            : payment.ReleaseRefund(new ReleaseRefund(
                origin, refund.RefundId, ask.Reason ?? RefundPaymentDecider.ResolvedByOperator, refund.Attempt)));
        var resolved = await Handle(
            origin, now => RefundPaymentDecider.DecideResolved(now, asked, answer, clock.GetUtcNow(), patience),
            _ => new RefundPartSettled(ask.Step));
        RefundMetrics.Moved(asked, Current);
        Schedule();
        return resolved;
    }
}
