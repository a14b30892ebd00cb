using System.Net.Sockets;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;

namespace PosSaga.Silo.Notifications;

/// <summary>What the errors of a mail server mean: by their types and codes, never by their texts, which differ from
/// server to server. RFC 5321: 4yz is "not just now", 5yz is no.</summary>
internal static class SmtpOutcomes
{
    private static readonly SendOutcome Unreachable = new(SendResult.ServerAway, "mail-server-unreachable");
    private static readonly SendOutcome Refuses = new(SendResult.ServerAway, "mail-server-refuses");
    private static readonly SendOutcome Silent = new(SendResult.ServerAway, "mail-server-silent");
    private static readonly SendOutcome WrongAccount = new(SendResult.AccountRefused, "mail-account-refused");

    /// <summary>Null: an error of another kind, which is a defect.</summary>
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
        // No way to sign in is offered that we know.
        NotSupportedException              => WrongAccount,
        SmtpCommandException command when (int)command.StatusCode >= 500 => WrongAccount,
        SmtpCommandException               => Refuses,
        _                                  => OfLine(error),
    };

    /// <summary>While a message is handed over.</summary>
    /// <param name="senderAccepted">It got as far as naming the recipient.</param>
    public static SendOutcome? OfSending(Exception error, bool senderAccepted) => error switch
    {
        SmtpCommandException command       => OfMessage(command, senderAccepted),
        ServiceNotAuthenticatedException   => WrongAccount,
        OperationCanceledException or TimeoutException when senderAccepted => new(SendResult.Busy, "recipient-silent"),
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
            // Once the sender was taken, the recipient or the text is what the server does not like just now: a probe of
            // the server with this one mail would find it away for ever, and keep all others waiting.
            (421 or 500 or 502 or 503 or 504 or 521, _) when senderAccepted => new(SendResult.Busy, "mailbox-busy"),
            // What the server says of itself it says to every message: none of them is to blame.
            (421 or 500 or 502 or 503 or 504 or 521, _)        => Refuses,
            (>= 500, SmtpErrorCode.SenderNotAccepted)          => new(SendResult.AccountRefused, "mail-sender-refused"),
            (_, SmtpErrorCode.SenderNotAccepted)               => Refuses,
            (>= 500, SmtpErrorCode.RecipientNotAccepted)       => new(SendResult.Undeliverable, "mailbox-refused"),
            (_, SmtpErrorCode.RecipientNotAccepted)            => new(SendResult.Busy, "mailbox-busy"),
            // Of this text, or of a server that takes nothing: patience tells them apart.
            (554, _)                                           => new(SendResult.Busy, "transaction-failed"),
            (>= 500, _)                                        => new(SendResult.Undeliverable, "message-refused"),
            _                                                  => new(SendResult.Busy, "message-deferred"),
        };
}
