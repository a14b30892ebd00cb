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
[Handles<RefundStockEvent.Restocked>, Handles<RefundStockEvent.RestockFailed>, Handles<RefundStockEvent.LeftIn>]
internal sealed class RefundPaymentGrain(
    IEventCodec codec, SagaJitter jitter, TimeProvider clock, ILogger<RefundPaymentGrain> log)
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
            cause, now => RefundPaymentDecider.Decide(now, ask, answer, clock.GetUtcNow(), cause.Position));
        RefundMetrics.Moved(part, Current);
        Schedule();
        return true;
    }

    private Task<CommandResult<RefundResult>> Ask(RefundAsk ask)
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

    private static readonly TimeSpan PauseFirst = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan PauseMax = TimeSpan.FromSeconds(30);

    // Attempts that ended in an error, a journal that is away most of all; then each of the watchdog's nudges asks.
    private const int ErrorsMax = 5;

    private IGrainTimer? _timer;
    private int _errors;

    /// <summary>Sets going again what nobody is at any more, and asks for an operator. What only waits for its time
    /// goes on waiting: however often somebody nudges, a silent gateway is given all attempts and all the time between
    /// them.</summary>
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

    /// <summary>Until attempts are used up; from then on only a nudge asks.</summary>
    private void Schedule(TimeSpan? rest = null)
    {
        _timer?.Dispose();
        _timer = Current is { Open: not null, NeedsOperator: false } && _errors < ErrorsMax
            ? this.RegisterGrainTimer(
                _ => Tick(),
                new GrainTimerCreationOptions(rest ?? Pause(Current.Attempts + _errors), Timeout.InfiniteTimeSpan)
                {
                    KeepAlive = true,
                })
            : null;
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
            ask.Origin, now => RefundPaymentDecider.DecideAgain(now, part, answer, clock.GetUtcNow()),
            now => now.Stage);
        _errors = 0;
        RefundMetrics.Moved(part, Current);
        Schedule();
    }

    /// <summary>What is left of the pause after the last attempt, which another process may have made.</summary>
    private TimeSpan Rest()
    {
        var (pause, waited) = (Pause(Current.Attempts), clock.GetUtcNow() - Current.FailedAt);
        // Its clock may be ahead of ours.
        return waited < TimeSpan.Zero ? pause : pause - waited;
    }

    private TimeSpan Pause(int attempts) =>
        new Backoff(PauseFirst, PauseMax, Factor: 3, jitter.Next).Delay(Math.Max(1, attempts));

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
            origin, now => RefundPaymentDecider.DecideResolved(now, asked, answer, clock.GetUtcNow()),
            _ => new RefundPartSettled(ask.Step));
        RefundMetrics.Moved(asked, Current);
        Schedule();
        return resolved;
    }
}
