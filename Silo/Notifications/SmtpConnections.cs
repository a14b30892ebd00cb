using System.Collections.Concurrent;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;

namespace PosSaga.Silo.Notifications;

/// <summary>Open connections to the mail server, kept for the next message. How many there are at most is up to whoever
/// sends: one for each message under way.</summary>
internal sealed class SmtpConnections(SmtpOptions options)
{
    private readonly ConcurrentBag<SmtpConnection> _idle = [];
    private readonly X509Certificate2Collection? _authorities = options.Authorities();

    /// <summary>One that is signed in and answers.</summary>
    /// <exception cref="MailServerException">No message is to blame, and none can be sent.</exception>
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
                    // It has gone by itself, or does not say good-bye.
                }
    }

    private async Task Open(SmtpConnection client, CancellationToken cancellation)
    {
        client.Timeout = (int)options.Limit.TotalMilliseconds;
        // The pods reach the mail server and nothing else: a list of revoked certificates could not be fetched, and
        // then no mail at all would be sent.
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

        // One command, one answer: so it is known whether the server hangs, or one recipient does.
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
        // The name must fit in any case; which authority is ours to say.
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

    // A server hangs up on who has nothing to say. To find that out in the middle of a message would leave open whether
    // it was taken.
    private static async Task<bool> Answers(SmtpConnection known, CancellationToken cancellation)
    {
        try
        {
            await known.NoOpAsync(cancellation);
            return true;
        }
        catch (Exception e) when (IsGone(e))
        {
            // Silent counts as gone: opening a new one says what is the matter.
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

/// <summary>Knows how far the message under way has come.</summary>
internal sealed class SmtpConnection : SmtpClient
{
    /// <summary>The server takes mail from us: what it says or does not say afterwards is about this message.</summary>
    public bool IsSenderAccepted { get; set; }

    protected override void OnSenderAccepted(
        MimeKit.MimeMessage message, MimeKit.MailboxAddress mailbox, SmtpResponse response) => IsSenderAccepted = true;
}
