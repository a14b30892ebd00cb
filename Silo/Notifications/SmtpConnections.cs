using System.Collections.Concurrent;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;

namespace PosSaga.Silo.Notifications;

/// <summary>A pool of connections to the mail server. The sender limits their number: one per message in
/// flight.</summary>
internal sealed class SmtpConnections(SmtpOptions options)
{
    private readonly ConcurrentBag<SmtpConnection> _idle = [];
    private readonly X509Certificate2Collection? _authorities = options.Authorities();

    /// <summary>A connection that is authenticated and answers.</summary>
    /// <exception cref="MailServerException">No message can be sent, so no message is at fault.</exception>
    public async Task<SmtpConnection> Take(CancellationToken cancellation)
    {
        while (_idle.TryTake(out var known))
        {
            if (await Answers(known, cancellation))
                return known;
            known.Dispose();
        }

        var made = new SmtpConnection();
        try
        {
            await Open(made, cancellation);
            return made;
        }
        catch
        {
            made.Dispose();
            throw;
        }
    }

    public void Return(SmtpConnection connection)
    {
        if (connection.IsConnected)
            _idle.Add(connection);
        else
            connection.Dispose();
    }

    public async Task Close()
    {
        while (_idle.TryTake(out var known))
            using (known)
                try
                {
                    using var limit = new CancellationTokenSource(options.Limit);
                    await known.DisconnectAsync(quit: true, limit.Token);
                }
                catch (Exception e) when (IsGone(e))
                {
                    // The server has closed it already, or does not answer QUIT.
                }
    }

    private async Task Open(SmtpConnection client, CancellationToken cancellation)
    {
        client.Timeout = (int)options.Limit.TotalMilliseconds;
        // Pods can reach the mail server only: the revocation list could not be fetched, and no mail would be sent.
        client.CheckCertificateRevocation = false;
        if (_authorities is not null)
            client.ServerCertificateValidationCallback = IsOfOurAuthority;
        try
        {
            await Connect(client, cancellation);
        }
        catch (Exception e) when (SmtpOutcomes.OfConnecting(e) is { } outcome)
        {
            throw new MailServerException(outcome, e);
        }

        // Without pipelining a time-out shows whether the server or one recipient hangs.
        client.Capabilities &= ~SmtpCapabilities.Pipelining;
        if (options.User is not { } user)
            return;
        try
        {
            await client.AuthenticateAsync(user, options.Password ?? "", cancellation);
        }
        catch (Exception e) when (SmtpOutcomes.OfSigningIn(e) is { } outcome)
        {
            throw new MailServerException(outcome, e);
        }
    }

    private Task Connect(SmtpConnection client, CancellationToken cancellation) =>
        client.ConnectAsync(options.Host!, options.Port, (options.Tls, options.Port) switch
        {
            (false, _)  => SecureSocketOptions.None,
            (true, 465) => SecureSocketOptions.SslOnConnect,
            (true, _)   => SecureSocketOptions.StartTls,
        }, cancellation);

    private bool IsOfOurAuthority(object sender, X509Certificate? shown, X509Chain? chain, SslPolicyErrors errors)
    {
        // Only a chain error may be overruled, by our own authorities; the name must match.
        if (shown is null || (errors & ~SslPolicyErrors.RemoteCertificateChainErrors) != SslPolicyErrors.None)
            return false;
        using var ours = new X509Chain();
        ours.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        ours.ChainPolicy.CustomTrustStore.AddRange(_authorities!);
        ours.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        if (chain is not null)
            ours.ChainPolicy.ExtraStore.AddRange(chain.ChainElements.Select(element => element.Certificate).ToArray());
        using var certificate = X509CertificateLoader.LoadCertificate(shown.GetRawCertData());
        return ours.Build(certificate);
    }

    // Servers close idle connections. Finding that out in the middle of a message would leave open whether it was
    // accepted.
    private static async Task<bool> Answers(SmtpConnection known, CancellationToken cancellation)
    {
        try
        {
            await known.NoOpAsync(cancellation);
            return true;
        }
        catch (Exception e) when (IsGone(e))
        {
            // A silent server counts as gone: a new connection shows the reason.
            return false;
        }
    }

    private static bool IsGone(Exception e) =>
        e is IOException or ProtocolException or CommandException or ServiceNotConnectedException
            or OperationCanceledException or TimeoutException or System.Net.Sockets.SocketException;
}

internal sealed class MailServerException(SendOutcome outcome, Exception cause)
    : Exception($"The mail server cannot be used: {outcome.Reason}.", cause)
{
    public SendOutcome Outcome => outcome;
}

/// <summary>Knows whether the server has accepted the sender of the current message.</summary>
internal sealed class SmtpConnection : SmtpClient
{
    /// <summary>From here on errors and time-outs are about this message, not about the server.</summary>
    public bool IsSenderAccepted { get; set; }

    protected override void OnSenderAccepted(
        MimeKit.MimeMessage message, MimeKit.MailboxAddress mailbox, SmtpResponse response) => IsSenderAccepted = true;
}
