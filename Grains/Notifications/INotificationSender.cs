namespace PosSaga.Notifications;

/// <summary>Takes messages to people. Before its event is journaled, so a process that dies in between sends it again: with
/// the same id, by which whoever carries it on can tell.</summary>
public interface INotificationSender
{
    /// <summary>Null once it is on its way, or left in the outbox. Otherwise why it can never be delivered.</summary>
    /// <exception cref="NotificationUnsentException">Not just now; it is tried again.</exception>
    Task<string?> Send(OutgoingMessage message, CancellationToken cancellation = default);
}

/// <param name="Id">The same for the same message for ever.</param>
/// <param name="Address">E-mail address or phone number; null where none is known.</param>
/// <param name="RecipientId">Of the customer or agent.</param>
public sealed record OutgoingMessage(
    string Id, NotificationChannel Channel, string? Address, string RecipientId, string Subject, string Text);

/// <summary>Nobody was there to take the message.</summary>
public sealed class NotificationUnsentException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>Sends nothing: the journaled event is the outbox, for others to read.</summary>
public sealed class OutboxOnly : INotificationSender
{
    public Task<string?> Send(OutgoingMessage message, CancellationToken cancellation = default) =>
        Task.FromResult<string?>(null);
}
