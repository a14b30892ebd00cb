using Microsoft.Extensions.Logging;
using PosSaga.Journal;

namespace PosSaga.Silo.Notifications;

/// <summary>The names are stored.</summary>
public enum MailServerState { Up, Away, AccountRefused, TlsRefused }

/// <summary>Whether the mail server accepts mail. While it does not, one message at a time probes it; the log has one
/// line when an outage begins and one when it ends.</summary>
internal sealed class MailServerStatus(
    IMailQueue queue, MailRetryDelays delays, TimeProvider clock, ILogger<OutboxRelay> log)
{
    private MailServerState? _state;
    private string? _reason;
    private DateTimeOffset _since;
    private DateTimeOffset _nextTry;
    private int _tries;

    public bool IsDown => _state is not (null or MailServerState.Up);

    /// <summary>Null while it accepts mail.</summary>
    public DateTimeOffset? NextTry => IsDown ? _nextTry : null;

    /// <summary>Loads the state that the process before this one stored, so that an outage keeps its
    /// beginning.</summary>
    public async Task Load(CancellationToken cancellation)
    {
        if (_state is not null || await queue.Server(cancellation) is not { } row)
            return;
        _state = Enum.Parse<MailServerState>(row.State);
        (_reason, _since) = (row.Reason, DateTimeOffset.UnixEpoch.AddMicroseconds(row.SinceMicros));
        RelayMetrics.Outage(_state);
    }

    /// <summary>Another process sends from now on and stores the state.</summary>
    public void Reset() => (_state, _reason) = (null, null);

    /// <summary>How many more messages may be started.</summary>
    public int Capacity(int connections, int inFlight) => !IsDown
        ? connections - inFlight
        : inFlight == 0 && _nextTry <= clock.GetUtcNow() ? 1 : 0;

    /// <summary>It answered about a message, so it is up, whatever the answer.</summary>
    public async Task SetUp(CancellationToken cancellation)
    {
        if (_state == MailServerState.Up)
            return;
        if (IsDown)
            log.LogWarning(
                "Mail goes again after {Duration}; it was {State} ({Reason})", clock.GetUtcNow() - _since, _state,
                _reason);
        await SetState(MailServerState.Up, null, cancellation);
    }

    public async Task SetDown(SendOutcome outcome, CancellationToken cancellation)
    {
        RelayMetrics.Unreachable();
        var state = StateOf(outcome.Result);
        var list = state == MailServerState.Away ? delays.Unavailable : delays.Refused;
        // Failures of messages that were in flight together are one failed try.
        if (!IsDown || _nextTry <= clock.GetUtcNow())
        {
            _tries = IsDown ? _tries + 1 : 0;
            _nextTry = clock.GetUtcNow() + list[Math.Min(_tries, list.Count - 1)];
        }
        if (_state == state && _reason == outcome.Reason)
            return;
        if (_state != state)
            log.LogError(
                "No mail can be sent: {State} ({Reason}); {Waiting} messages wait", state, outcome.Reason,
                (await queue.Count(null, cancellation)).Waiting);
        await SetState(state, outcome.Reason, cancellation);
    }

    private async Task SetState(MailServerState state, string? reason, CancellationToken cancellation)
    {
        // An outage that changes its kind, such as a server that returns with a wrong certificate, keeps its beginning.
        var since = IsDown && state != MailServerState.Up ? _since : clock.GetUtcNow();
        (_state, _reason, _since) = (state, reason, since);
        RelayMetrics.Outage(state);
        await queue.SetServer(new(state.ToString(), reason, since.ToMicros()), cancellation);
    }

    private static MailServerState StateOf(SendResult result) => result switch
    {
        SendResult.AccountRefused => MailServerState.AccountRefused,
        SendResult.TlsRefused     => MailServerState.TlsRefused,
        _                         => MailServerState.Away,
    };
}

internal static class MailMicros
{
    public static long ToMicros(this DateTimeOffset time) => (time.UtcTicks - DateTime.UnixEpoch.Ticks) / 10;
}
