using System.Diagnostics.Metrics;

namespace PosSaga.Payments;

/// <summary>Whether the gateway answers, as this process sees it. Whoever waits for it hears at once when it does
/// again.</summary>
public sealed class GatewayHealth
{
    // One card that hangs is no outage; three calls in a row without any answer are, until one is answered.
    private const int SilentAfter = 3;

    private static readonly Meter Meter = new("PosSaga");
    private static readonly UpDownCounter<long> Silent = Meter.CreateUpDownCounter<long>("gateway_silent_count");

    private readonly Lock _lock = new();
    private int _unanswered;
    private TaskCompletionSource _answers = new();

    public bool IsSilent => Volatile.Read(ref _unanswered) >= SilentAfter;

    /// <summary>Completes when a silent gateway has answered.</summary>
    public Task AnswersAgain
    {
        get
        {
            lock (_lock)
                return _answers.Task;
        }
    }

    public void Unanswered()
    {
        lock (_lock)
        {
            if (++_unanswered == SilentAfter)
                Silent.Add(1);
        }
    }

    public void Answered()
    {
        // The usual case takes no lock.
        if (Volatile.Read(ref _unanswered) == 0)
            return;
        TaskCompletionSource? waited = null;
        lock (_lock)
        {
            if (_unanswered >= SilentAfter)
            {
                Silent.Add(-1);
                (waited, _answers) = (_answers, new TaskCompletionSource());
            }

            _unanswered = 0;
        }

        // Who waits comes back to its own activation; told to run elsewhere, it would leave a simulation.
        waited?.SetResult();
    }
}
