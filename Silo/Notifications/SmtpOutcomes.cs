using System.Net.Sockets;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;

namespace PosSaga.Silo.Notifications;

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
