using PosSaga.Notifications;

namespace PosSaga.Silo.Notifications;

/// <summary>Delivers messages of the outbox to people, several at once. A message is sent again, with the same id, when
/// a process died before it recorded that it was sent; servers recognise the repetition by the id.</summary>
public interface INotificationSender
{
    Task<SendOutcome> Send(OutgoingMessage message, CancellationToken cancellation);

    /// <summary>Closes idle connections; there is nothing to send now.</summary>
    Task CloseIdle();
}

/// <param name="Id">Stable: the same for every attempt to send the message.</param>
/// <param name="Address">E-mail address or phone number; null where none is known.</param>
public sealed record OutgoingMessage(
    string Id, NotificationChannel Channel, string? Address, string Subject, string Text);

public enum SendResult
{
    Sent,

    /// <summary>Not for this sender; it stays in the outbox.</summary>
    Skipped,

    /// <summary>It can never be delivered.</summary>
    Undeliverable,

    /// <summary>This recipient does not accept it now; others may.</summary>
    Deferred,

    /// <summary>The server accepts nothing now; expected to recover by itself.</summary>
    ServerUnavailable,

    /// <summary>The server refuses the user, the password or the sender's address; an operator has to act.</summary>
    AccountRefused,

    /// <summary>Wrong certificate, or no STARTTLS where it is required; an operator has to act.</summary>
    TlsRefused,
}

/// <param name="Reason">Stable code; null when sent or skipped.</param>
public sealed record SendOutcome(SendResult Result, string? Reason = null)
{
    public static SendOutcome Sent { get; } = new(SendResult.Sent);

    public static SendOutcome Skipped { get; } = new(SendResult.Skipped);

    /// <summary>No message can be sent, so no message is at fault.</summary>
    public bool IsServerFailure =>
        Result is SendResult.ServerUnavailable or SendResult.AccountRefused or SendResult.TlsRefused;
}
