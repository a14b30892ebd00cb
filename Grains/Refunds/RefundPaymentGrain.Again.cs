using Microsoft.Extensions.Logging;
using PosSaga.Payments;

namespace PosSaga.Refunds;

/// <summary>What was left unanswered: asked again after a growing pause, in whichever process.</summary>
internal sealed partial class RefundPaymentGrain
{
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
        await Settle();
        // Whoever calls has seen in the journal that something is left to do; if nothing is known of it here, another
        // activation has gone on while this one stood by.
        if (Current.Open is null)
            await LookAgain();
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
            await Settle();
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

    private TimeSpan Pause(int attempts)
    {
        var pause = PauseFirst * Math.Pow(3, Math.Clamp(attempts - 1, 0, 20));
        return (pause < PauseMax ? pause : PauseMax) * (0.5 + (jitter.Next() / 2));
    }
}
