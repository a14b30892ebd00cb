using PosSaga.Notifications;

namespace PosSaga.Silo.Notifications;

/// <summary>Carries messages of the outbox on to people. A message may come again, when a process died before it could
/// note that it was sent: with the same id, by which whoever carries it further can tell.</summary>
public interface INotificationSender
{
    Task<SendOutcome> Send(OutgoingMessage message, CancellationToken cancellation);
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

    /// <summary>It cannot be taken just now; another one perhaps can.</summary>
    Busy,

    /// <summary>Nobody is there to take anything.</summary>
    Unreachable,
}

/// <param name="Reason">Stable code; null where it was sent or left.</param>
public sealed record SendOutcome(SendResult Result, string? Reason = null)
{
    public static SendOutcome Sent { get; } = new(SendResult.Sent);

    public static SendOutcome Left { get; } = new(SendResult.Left);
}
