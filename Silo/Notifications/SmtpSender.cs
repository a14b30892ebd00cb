using System.Net;
using System.Net.Mail;
using System.Net.Mime;
using System.Security.Cryptography;
using System.Text;
using PosSaga.Journal;
using PosSaga.Notifications;

namespace PosSaga.Silo.Notifications;

/// <summary>Hands e-mail to a mail server. Text messages, and people of whom no address is known, stay in the
/// outbox.</summary>
public sealed class SmtpSender : INotificationSender
{
    private const int ServiceClosing = 421;
    private const int TransactionFailed = 554;

    // Half of the time for which the relay is this process's: nobody else sends the same message meanwhile.
    private static readonly TimeSpan LimitMax = TimeSpan.FromSeconds(30);

    private readonly SmtpOptions _options;
    private readonly MailAddress _from;

    /// <exception cref="JournalConfigurationException">A setting that can never work; the message names it.</exception>
    public SmtpSender(SmtpOptions options)
    {
        _options = options;
        if (string.IsNullOrEmpty(options.Host))
            throw new JournalConfigurationException("Notifications:Smtp:Host names no mail server.");
        if (options.Port is < 1 or > 65_535)
            throw new JournalConfigurationException("Notifications:Smtp:Port is not between 1 and 65535.");
        if (options.Limit <= TimeSpan.Zero || options.Limit > LimitMax)
            throw new JournalConfigurationException(
                $"Notifications:Smtp:Limit is not between 0 and {LimitMax.TotalSeconds:0} seconds.");
        if (!MailAddress.TryCreate(options.From, out var from))
            throw new JournalConfigurationException("Notifications:Smtp:From is no address to send from.");
        _from = from;
    }

    public async Task<SendOutcome> Send(OutgoingMessage message, CancellationToken cancellation)
    {
        if (message.Channel != NotificationChannel.Email || message.Address is null)
            return SendOutcome.Left;
        if (!MailAddress.TryCreate(message.Address, out var to))
            return new(SendResult.Undeliverable, "address-invalid");

        using var mail = Mail(message, to);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(_options.Limit);
        try
        {
            using var client = Client(to);
            await client.SendMailAsync(mail, patience.Token);
            return SendOutcome.Sent;
        }
        catch (SmtpException refused)
        {
            return OutcomeOf(refused, to);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return new(SendResult.Unreachable, "mail-server-silent");
        }
    }

    /// <summary>The same message, the same id, by which servers and mail programs drop a repetition.</summary>
    public string MessageIdOf(OutgoingMessage message) =>
        $"<{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(message.Id)).AsSpan(0, 16))}@{_from.Host}>";

    private MailMessage Mail(OutgoingMessage message, MailAddress to)
    {
        var mail = new MailMessage(_from, to)
        {
            Subject = message.Subject, Body = message.Text,
            SubjectEncoding = Encoding.UTF8, BodyEncoding = Encoding.UTF8,
            BodyTransferEncoding = TransferEncoding.QuotedPrintable,
        };
        mail.Headers.Add("Message-ID", MessageIdOf(message));
        return mail;
    }

    private SmtpClient Client(MailAddress to) => new(_options.Host, _options.Port)
    {
        EnableSsl = _options.Tls,
        Credentials = _options.User is { } user ? new NetworkCredential(user, _options.Password) : null,
        // Only where it must be: a mail with raw UTF-8 in its head is not taken by every server further on.
        DeliveryFormat = Ascii.IsValid(to.User) ? SmtpDeliveryFormat.SevenBit : SmtpDeliveryFormat.International,
    };

    // RFC 5321: 4yz is "not just now", 5yz is no, whether it is said of the recipient, the sender or the text. What the
    // server says of itself or of our account it says to every message: none of them is to blame.
    private static SendOutcome OutcomeOf(SmtpException refused, MailAddress to) =>
        ((int)refused.StatusCode, refused) switch
        {
            (ServiceClosing or (>= 500 and <= 504 and not 501) or 521 or 530 or 534 or 535 or 538, _) =>
                new(SendResult.Unreachable, "mail-server-refuses"),
            (>= 500, SmtpFailedRecipientException)           => new(SendResult.Undeliverable, "mailbox-refused"),
            // Of this text, or the greeting of a server that takes nothing: patience tells them apart.
            (TransactionFailed, _)                           => new(SendResult.Busy, "transaction-failed"),
            (>= 500, _)                                      => new(SendResult.Undeliverable, "message-refused"),
            (>= 400, SmtpFailedRecipientException)           => new(SendResult.Busy, "mailbox-busy"),
            (>= 400, _)                                      => new(SendResult.Busy, "message-deferred"),
            // The client's own no, for which there is no code: letters in the name that this server does not take.
            _ when refused.Message.Contains(to.Address, StringComparison.Ordinal) =>
                new(SendResult.Undeliverable, "address-not-supported"),
            _                                                => new(SendResult.Unreachable, "mail-server-unreachable"),
        };
}
