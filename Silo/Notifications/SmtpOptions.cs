using System.Security.Cryptography.X509Certificates;
using System.Security.Cryptography;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using MimeKit;
using PosSaga.Journal;

namespace PosSaga.Silo.Notifications;

public static class NotificationServices
{
    /// <summary>Sends the outbox to the configured mail server; without one does nothing.</summary>
    /// <exception cref="JournalConfigurationException">A setting that can never work; the message names it.</exception>
    public static IServiceCollection AddNotificationRelay(
        this IServiceCollection services, IConfiguration configuration)
    {
        var smtp = configuration.SettingsOf<SmtpOptions>("Notifications:Smtp");
        if (smtp.Host is null)
            return services;
        services.AddSingleton<INotificationSender>(new SmtpSender(smtp));
        services.AddSingleton(MailRetryDelays.Default);
        services.AddSingleton(s => new OutboxRelay(
            s.GetRequiredService<IJournalFeed>(), s.GetRequiredService<IEventCodec>(),
            s.GetRequiredService<ICheckpoints>(), s.GetRequiredService<IMailQueue>(),
            s.GetRequiredService<INotificationSender>(), s.GetRequiredService<MailRetryDelays>(), smtp.Connections,
            s.GetRequiredService<TimeProvider>(), s.GetRequiredService<ILogger<OutboxRelay>>()));
        return services.AddHostedService<RelayService>();
    }
}

/// <summary>Bound from the section <c>Notifications:Smtp</c>. The server should be a relay of one's own, which queues
/// what other servers do not accept at once.</summary>
public sealed class SmtpOptions
{
    private const int ConnectionsMax = 32;

    // Half of the lease's term, so that no other process sends the same message meanwhile.
    private static readonly TimeSpan LimitMax = TimeSpan.FromSeconds(30);

    /// <summary>Null: no mail is sent, messages only stand in the outbox.</summary>
    public string? Host { get; set; }

    public int Port { get; set; } = 25;

    /// <summary>Requires STARTTLS; on port 465 TLS from the first byte.</summary>
    public bool Tls { get; set; }

    /// <summary>Path of a PEM file with the only trusted authorities. Null: those of the system.</summary>
    public string? Authority { get; set; }

    public string? User { get; set; }

    public string? Password { get; set; }

    /// <summary>Sender's address; its domain is also that of the message ids.</summary>
    public string From { get; set; } = "";

    /// <summary>Time limit of one message, connecting included.</summary>
    public TimeSpan Limit { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>At the same time; as many recipients are served at once.</summary>
    public int Connections { get; set; } = 8;

    /// <exception cref="JournalConfigurationException">A setting that can never work; the message names it.</exception>
    internal void Validate()
    {
        Check(!string.IsNullOrEmpty(Host), "Host names no mail server.");
        Check(Port is >= 1 and <= 65_535, "Port is not between 1 and 65535.");
        Check(
            Limit > TimeSpan.Zero && Limit <= LimitMax,
            $"Limit is not between 0 and {LimitMax.TotalSeconds:0} seconds.");
        Check(Connections is >= 1 and <= ConnectionsMax, $"Connections is not between 1 and {ConnectionsMax}.");
        Check(MailAddresses.TryRead(From, out _), "From is no address to send from.");
        Check(User is null || Tls, "User needs Tls: the password would be sent in clear.");
        Check(Authority is null || Tls, "Authority needs Tls.");
        _ = Authorities();
    }

    internal X509Certificate2Collection? Authorities()
    {
        if (Authority is null)
            return null;
        var trusted = new X509Certificate2Collection();
        try
        {
            trusted.ImportFromPemFile(Authority);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new JournalConfigurationException($"Notifications:Smtp:Authority cannot be read: {e.Message}");
        }
        Check(trusted.Count > 0, "Authority holds no certificate.");
        return trusted;
    }

    private static void Check(bool holds, string otherwise)
    {
        if (!holds)
            throw new JournalConfigurationException("Notifications:Smtp:" + otherwise);
    }
}

internal static class MailAddresses
{
    private static readonly ParserOptions Strict = new()
    {
        AddressParserComplianceMode = RfcComplianceMode.Strict, AllowAddressesWithoutDomain = false,
        AllowUnquotedCommasInAddresses = false,
    };

    /// <summary>Accepts a bare address only, without a display name.</summary>
    public static bool TryRead(string text, out MailboxAddress address) =>
        MailboxAddress.TryParse(Strict, text, out address!) && address.Address == text && address.Domain.Length > 0;
}

/// <summary>Delays between attempts, by attempt.</summary>
/// <param name="Recipient">For one mailbox, while others are served; after the last its mail is given up.</param>
/// <param name="Unavailable">While the server accepts nothing; the last one repeats.</param>
/// <param name="Refused">While the server refuses the account or cannot be trusted, longer, because quick attempts
/// would make it lock the account; the last one repeats.</param>
public sealed record MailRetryDelays(
    IReadOnlyList<TimeSpan> Recipient, IReadOnlyList<TimeSpan> Unavailable, IReadOnlyList<TimeSpan> Refused)
{
    /// <summary>A message waits nine hours in all: a full mailbox is emptied in hours, a greylisting server accepts
    /// after minutes.</summary>
    public static MailRetryDelays Default { get; } = new(
        [
            TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(15),
            TimeSpan.FromMinutes(30), TimeSpan.FromHours(1), TimeSpan.FromHours(2), TimeSpan.FromHours(5),
        ],
        [TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(15)],
        [TimeSpan.FromSeconds(15), TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5)]);
}
