namespace PosSaga.Silo.Notifications;

/// <summary>Bound from the section <c>Notifications:Smtp</c>. The server is best a relay of one's own, which queues
/// what the world outside does not take at once.</summary>
public sealed class SmtpOptions
{
    /// <summary>Null: nothing is sent, the outbox is all there is.</summary>
    public string? Host { get; set; }

    public int Port { get; set; } = 25;

    /// <summary>STARTTLS, and no message without it.</summary>
    public bool Tls { get; set; }

    public string? User { get; set; }

    public string? Password { get; set; }

    /// <summary>Sender's address; its domain is that of the message ids too.</summary>
    public string From { get; set; } = "";

    /// <summary>Of one message, connecting included.</summary>
    public TimeSpan Limit { get; set; } = TimeSpan.FromSeconds(10);
}
