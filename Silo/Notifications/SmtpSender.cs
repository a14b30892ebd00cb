using System.Security.Cryptography;
using System.Text;
using MailKit.Net.Smtp;
using MimeKit;
using PosSaga.Journal;
using PosSaga.Notifications;

namespace PosSaga.Silo.Notifications;

/// <summary>Sends e-mail through a mail server. Text messages, and messages without a known address, stay in the
/// outbox.</summary>
public sealed class SmtpSender : INotificationSender, IAsyncDisposable
{
    private readonly SmtpOptions _options;
    private readonly SmtpConnections _connections;
    private readonly MailboxAddress _from;

    /// <exception cref="JournalConfigurationException">A setting that can never work; the message names it.</exception>
    public SmtpSender(SmtpOptions options)
    {
        options.Validate();
        MailAddresses.TryRead(options.From, out _from);
        (_options, _connections) = (options, new(options));
    }

    public async Task<SendOutcome> Send(OutgoingMessage message, CancellationToken cancellation)
    {
        if (message.Channel != NotificationChannel.Email || message.Address is null)
            return SendOutcome.Skipped;
        if (!MailAddresses.TryRead(message.Address, out var to))
            return new(SendResult.Undeliverable, "address-invalid");

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(_options.Limit);
        SmtpConnection connection;
        try
        {
            connection = await _connections.Take(limit.Token);
        }
        catch (MailServerException e)
        {
            cancellation.ThrowIfCancellationRequested();
            return e.Outcome;
        }

        return await Send(message, to, connection, limit.Token, cancellation);
    }

    public Task CloseIdle() => _connections.Close();

    public async ValueTask DisposeAsync() => await _connections.Close();

    /// <summary>The same for every attempt, so that servers and mail programs can drop a repetition.</summary>
    public string MessageIdOf(OutgoingMessage message)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(message.Id)).AsSpan(0, 16);
        return $"<{Convert.ToHexStringLower(hash)}@{_from.Domain}>";
    }

    private async Task<SendOutcome> Send(
        OutgoingMessage message, MailboxAddress to, SmtpConnection connection, CancellationToken limit,
        CancellationToken cancellation)
    {
        // Only for addresses that need it: not every server accepts raw UTF-8 in headers.
        var format = FormatOptions.Default.Clone();
        format.International = !Ascii.IsValid(to.LocalPart);
        var keep = true;
        try
        {
            if (format.International && !connection.Capabilities.HasFlag(SmtpCapabilities.UTF8))
                return new(SendResult.Undeliverable, "address-not-supported");
            connection.IsSenderAccepted = false;
            using var mail = Mail(message, to);
            await connection.SendAsync(format, mail, limit);
            return SendOutcome.Sent;
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested && OfSending(e, connection) is not null)
        {
            // A connection that was interrupted within an answer cannot be used again.
            keep = e is SmtpCommandException;
            return OfSending(e, connection)!;
        }
        finally
        {
            if (keep && !limit.IsCancellationRequested)
                _connections.Return(connection);
            else
                connection.Dispose();
        }
    }

    private MimeMessage Mail(OutgoingMessage message, MailboxAddress to)
    {
        var mail = new MimeMessage([_from], [to], message.Subject, new TextPart("plain")
        {
            Text = message.Text, ContentTransferEncoding = ContentEncoding.QuotedPrintable,
        });
        mail.MessageId = MessageIdOf(message)[1..^1];
        return mail;
    }

    private static SendOutcome? OfSending(Exception error, SmtpConnection connection) =>
        SmtpOutcomes.OfSending(error, connection.IsSenderAccepted);
}
