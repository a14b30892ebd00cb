namespace PosSaga.Notifications;

/// <summary>What one claim, refund or order tells people. Key <c>{tenant}/{claim, refund or order id}</c>: it hears the
/// events of that process and sends each message once.</summary>
[Alias("possaga.notification")]
public interface INotificationGrain : IGrainWithStringKey
{
    /// <summary>Every message so far, oldest first.</summary>
    [AlwaysInterleave, Alias("Get")] Task<IReadOnlyList<NotificationView>> Get();
}

public enum NotificationChannel { Email, Sms }

/// <param name="Event">Stored name of the event it is about.</param>
/// <param name="Recipient">Address, or the customer's or agent's id where no address is known; null once
/// erased.</param>
[GenerateSerializer, Immutable, Alias("possaga.notification.view")]
public sealed record NotificationView(
    NotificationChannel Channel, string? Recipient, string Subject, string Event, DateTimeOffset At);
