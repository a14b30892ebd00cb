using Microsoft.Extensions.Logging;
using PosSaga.Journal;

namespace PosSaga.Silo.Notifications;

/// <summary>Stored by these names.</summary>
public enum MailServerState { Up, Away, AccountRefused, TlsRefused }

/// <summary>Whether the mail server takes anything. While it does not, one message at a time finds out whether it does
/// again; the log has one line when that begins and one when it ends.</summary>
internal sealed class MailServerStatus(
    IMailQueue queue, RelayPauses pauses, TimeProvider clock, ILogger<OutboxRelay> log)
{
    private MailServerState? _state;
    private string? _reason;
    private DateTimeOffset _since;
    private DateTimeOffset _nextTry;
    private int _tries;

    public bool IsOut => _state is not (null or MailServerState.Up);

    /// <summary>Null while it takes mail.</summary>
    public DateTimeOffset? NextTry => IsOut ? _nextTry : null;

    /// <summary>What the process before this one knew, so that an outage goes on instead of beginning again.</summary>
    public async Task Load(CancellationToken cancellation)
    {
        if (_state is not null || await queue.Server(cancellation) is not { } row)
            return;
        _state = Enum.Parse<MailServerState>(row.State);
        (_reason, _since) = (row.Reason, DateTimeOffset.UnixEpoch.AddMicroseconds(row.SinceMicros));
        RelayMetrics.Outage(_state);
    }

    /// <summary>Another process sends from now on, and writes down what it sees.</summary>
    public void Forget() => (_state, _reason) = (null, null);

    /// <summary>How many more messages may be under way.</summary>
    public int Room(int connections, int underWay) => !IsOut
        ? connections - underWay
        : underWay == 0 && _nextTry <= clock.GetUtcNow() ? 1 : 0;

    /// <summary>It spoke of a message: it is there, whatever it said.</summary>
    public async Task Answered(CancellationToken cancellation)
    {
        if (_state == MailServerState.Up)
            return;
        if (IsOut)
            log.LogWarning(
                "Mail goes again after {Duration}; it was {State} ({Reason})", clock.GetUtcNow() - _since, _state,
                _reason);
        await Become(MailServerState.Up, null, cancellation);
    }

    public async Task Failed(SendOutcome outcome, CancellationToken cancellation)
    {
        RelayMetrics.Unreachable();
        var state = StateOf(outcome.Result);
        var list = state == MailServerState.Away ? pauses.Away : pauses.Refused;
        // Those that were under way with the first one when it failed say nothing new.
        if (!IsOut || _nextTry <= clock.GetUtcNow())
        {
            _tries = IsOut ? _tries + 1 : 0;
            _nextTry = clock.GetUtcNow() + list[Math.Min(_tries, list.Count - 1)];
        }
        if (_state == state && _reason == outcome.Reason)
            return;
        if (_state != state)
            log.LogError(
                "No mail can be sent: {State} ({Reason}); {Waiting} messages wait", state, outcome.Reason,
                (await queue.Count(null, cancellation)).Waiting);
        await Become(state, outcome.Reason, cancellation);
    }

    private async Task Become(MailServerState state, string? reason, CancellationToken cancellation)
    {
        // One outage with several faces, such as a server that comes back with another certificate, began once.
        var since = IsOut && state != MailServerState.Up ? _since : clock.GetUtcNow();
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
