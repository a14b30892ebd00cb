using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using MimeKit;
using PosSaga.Journal;

namespace PosSaga.Silo.Notifications;

/// <summary>Bound from the section <c>Notifications:Smtp</c>. The server is best a relay of one's own, which queues
/// what the world outside does not take at once.</summary>
public sealed class SmtpOptions
{
    private const int ConnectionsMax = 32;

    // Half of the time for which the relay is this process's: nobody else sends the same message meanwhile.
    private static readonly TimeSpan LimitMax = TimeSpan.FromSeconds(30);

    /// <summary>Null: nothing is sent, the outbox is all there is.</summary>
    public string? Host { get; set; }

    public int Port { get; set; } = 25;

    /// <summary>STARTTLS, and no message without it; on port 465 TLS from the first byte.</summary>
    public bool Tls { get; set; }

    /// <summary>Path of a PEM file: only certificates of these authorities are trusted. Null: those of the
    /// system.</summary>
    public string? Authority { get; set; }

    public string? User { get; set; }

    public string? Password { get; set; }

    /// <summary>Sender's address; its domain is that of the message ids too.</summary>
    public string From { get; set; } = "";

    /// <summary>Of one message, connecting included.</summary>
    public TimeSpan Limit { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>To the server at once; as many recipients are served at once.</summary>
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

    /// <summary>An address alone: no display name, nothing behind it.</summary>
    public static bool TryRead(string text, out MailboxAddress address) =>
        MailboxAddress.TryParse(Strict, text, out address!) && address.Address == text && address.Domain.Length > 0;
}
