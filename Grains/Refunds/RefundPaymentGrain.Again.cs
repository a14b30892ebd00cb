using Microsoft.Extensions.Logging;
using PosSaga.Deciding;

namespace PosSaga.Refunds;

/// <summary>What was left unanswered: asked again after a growing pause, and whenever somebody nudges.</summary>
internal sealed partial class RefundPaymentGrain
{
    private static readonly TimeSpan PauseFirst = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan PauseMax = TimeSpan.FromSeconds(30);

    // Attempts that ended in an error, a journal that is away most of all; then the watchdog's nudge is what helps.
    private const int ErrorsMax = 5;

    private IGrainTimer? _timer;
    private int _errors;

    public async Task Resume()
    {
        await Settle();
        await AskAgain();
    }

    /// <summary>Until attempts are used up; from then on only a nudge asks.</summary>
    private void Schedule()
    {
        _timer?.Dispose();
        _timer = Current is { Open: not null, NeedsOperator: false } && _errors < ErrorsMax
            ? this.RegisterGrainTimer(
                _ => Tick(),
                new GrainTimerCreationOptions(Pause(Current.Attempts + _errors), Timeout.InfiniteTimeSpan) { KeepAlive = true })
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
            return;
        var answer = await Ask(ask);
        await Handle(
            ask.Origin,
            now => now.Open is null
                ? Decision<RefundPaymentEvent>.Replay
                : RefundPaymentDecider.Decide(now, ask, answer, clock.GetUtcNow(), now.HandledUpTo),
            now => now.Stage);
        _errors = 0;
        RefundMetrics.Moved(part, Current);
        Schedule();
    }

    private TimeSpan Pause(int attempts)
    {
        var pause = PauseFirst * Math.Pow(3, Math.Clamp(attempts - 1, 0, 20));
        return (pause < PauseMax ? pause : PauseMax) * (0.5 + (jitter.Next() / 2));
    }
}
