using PosSaga.Notifications;

namespace PosSaga.Silo.Notifications;

/// <summary>Carries messages of the outbox on to people, several at once. A message may come again, when a process died
/// before it could note that it was sent: with the same id, by which whoever carries it further can tell.</summary>
public interface INotificationSender
{
    Task<SendOutcome> Send(OutgoingMessage message, CancellationToken cancellation);

    /// <summary>Nothing is to be sent just now: connections need not stay open.</summary>
    Task Rest();
}

/// <param name="Id">The same for the same message for ever.</param>
/// <param name="Address">E-mail address or phone number; null where none is known.</param>
public sealed record OutgoingMessage(
    string Id, NotificationChannel Channel, string? Address, string Subject, string Text);

public enum SendResult
{
    Sent,

    /// <summary>Not for this sender: it stays in the outbox.</summary>
    Left,

    /// <summary>It can never be delivered.</summary>
    Undeliverable,

    /// <summary>This recipient cannot take it just now; others perhaps can.</summary>
    Busy,

    /// <summary>Nobody is there to take anything; it comes back by itself.</summary>
    ServerAway,

    /// <summary>The server does not let us send: user, password or sender's address are wrong. A person's work.</summary>
    AccountRefused,

    /// <summary>No connection that can be trusted: a wrong certificate, or no STARTTLS where it must be. A person's
    /// work.</summary>
    TlsRefused,
}

/// <param name="Reason">Stable code; null where it was sent or left.</param>
public sealed record SendOutcome(SendResult Result, string? Reason = null)
{
    public static SendOutcome Sent { get; } = new(SendResult.Sent);

    public static SendOutcome Left { get; } = new(SendResult.Left);

    /// <summary>No message is to blame, and none can be sent.</summary>
    public bool IsOfServer =>
        Result is SendResult.ServerAway or SendResult.AccountRefused or SendResult.TlsRefused;
}
