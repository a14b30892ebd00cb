using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
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

/// <summary>Maps errors of a mail server to outcomes, by types and codes, because the texts differ between servers. RFC
/// 5321: 4yz is temporary, 5yz is permanent.</summary>
internal static class SmtpOutcomes
{
    private static readonly SendOutcome Unreachable = new(SendResult.ServerUnavailable, "mail-server-unreachable");
    private static readonly SendOutcome Refuses = new(SendResult.ServerUnavailable, "mail-server-refuses");
    private static readonly SendOutcome Silent = new(SendResult.ServerUnavailable, "mail-server-silent");
    private static readonly SendOutcome WrongAccount = new(SendResult.AccountRefused, "mail-account-refused");

    /// <summary>Null for an error of another kind, which is a defect.</summary>
    public static SendOutcome? OfConnecting(Exception error) => error switch
    {
        SslHandshakeException              => new(SendResult.TlsRefused, "mail-server-certificate"),
        // No STARTTLS is offered.
        NotSupportedException              => new(SendResult.TlsRefused, "mail-server-without-tls"),
        SmtpCommandException               => Refuses,
        _                                  => OfLine(error),
    };

    public static SendOutcome? OfSigningIn(Exception error) => error switch
    {
        AuthenticationException { InnerException: SmtpCommandException command } => OfSigningIn(command),
        AuthenticationException            => WrongAccount,
        // The server offers no authentication mechanism that is supported here.
        NotSupportedException              => WrongAccount,
        SmtpCommandException command when (int)command.StatusCode >= 500 => WrongAccount,
        SmtpCommandException               => Refuses,
        _                                  => OfLine(error),
    };

    /// <param name="senderAccepted">The server had accepted the sender of the message.</param>
    public static SendOutcome? OfSending(Exception error, bool senderAccepted) => error switch
    {
        SmtpCommandException command       => OfMessage(command, senderAccepted),
        ServiceNotAuthenticatedException   => WrongAccount,
        OperationCanceledException or TimeoutException when senderAccepted =>
            new(SendResult.Deferred, "recipient-silent"),
        _                                  => OfLine(error),
    };

    private static SendOutcome? OfLine(Exception error) => error switch
    {
        OperationCanceledException or TimeoutException => Silent,
        SocketException or IOException or ProtocolException or ServiceNotConnectedException => Unreachable,
        _                                  => null,
    };

    private static SendOutcome OfMessage(SmtpCommandException command, bool senderAccepted) =>
        ((int)command.StatusCode, command.ErrorCode) switch
        {
            (530 or 534 or 535 or 538, _)                      => WrongAccount,
            // After the sender was accepted, the recipient or the text is the reason. As a failure of the server, this
            // one mail would fail every probe and keep all others waiting.
            (421 or 500 or 502 or 503 or 504 or 521, _) when senderAccepted => new(SendResult.Deferred, "mailbox-busy"),
            // About the server itself, and so the same for every message.
            (421 or 500 or 502 or 503 or 504 or 521, _)        => Refuses,
            (>= 500, SmtpErrorCode.SenderNotAccepted)          => new(SendResult.AccountRefused, "mail-sender-refused"),
            (_, SmtpErrorCode.SenderNotAccepted)               => Refuses,
            (>= 500, SmtpErrorCode.RecipientNotAccepted)       => new(SendResult.Undeliverable, "mailbox-refused"),
            (_, SmtpErrorCode.RecipientNotAccepted)            => new(SendResult.Deferred, "mailbox-busy"),
            // Either this text is refused or the server accepts nothing; retries tell them apart.
            (554, _)                                           => new(SendResult.Deferred, "transaction-failed"),
            (>= 500, _)                                        => new(SendResult.Undeliverable, "message-refused"),
            _                                                  => new(SendResult.Deferred, "message-deferred"),
        };
}
