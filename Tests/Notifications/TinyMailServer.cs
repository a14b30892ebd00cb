using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace PosSaga.Tests.Notifications;

/// <summary>Takes mail by SMTP (RFC 5321), as much of it as a client needs, and can be told to misbehave.</summary>
internal sealed class TinyMailServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly List<Task> _talks = [];
    private readonly List<TcpClient> _clients = [];
    private readonly Task _accepting;

    public TinyMailServer()
    {
        _listener.Start();
        _accepting = Accept();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Taken, in order: header and body as they came.</summary>
    public List<(string To, string Text)> Mails { get; } = [];

    /// <summary>The answer to the next recipient; "250 OK" when empty.</summary>
    public Queue<string> ToRecipients { get; } = new();

    /// <summary>The answer to whoever is named; null, as for all others, is the usual one.</summary>
    public Func<string, string?> ToRecipient { get; set; } = static _ => null;

    /// <summary>The answer to the next text; "250 OK" when empty, and only then it is taken.</summary>
    public Queue<string> ToTexts { get; } = new();

    /// <summary>What a new connection hears.</summary>
    public string Greeting { get; set; } = "220 tiny";

    /// <summary>The answer to whoever wants to send.</summary>
    public string ToSenders { get; set; } = "250 OK";

    /// <summary>Mails that are taken, and of which the client is not told: the line goes dead.</summary>
    public int Unacknowledged { get; set; }

    /// <summary>Offered by STARTTLS when set.</summary>
    public X509Certificate2? Certificate { get; set; }

    /// <summary>User and password that it wants before any mail; null: it asks nobody.</summary>
    public (string User, string Password)? Account { get; set; }

    /// <summary>Recipients to whose naming it never says anything.</summary>
    public HashSet<string> Hangs { get; } = [];

    /// <summary>Says nothing to a good-bye, and stays on the line.</summary>
    public bool HangsAtQuit { get; set; }

    /// <summary>Connections that said something after they were encrypted.</summary>
    public int Encrypted { get; private set; }

    public int Connected { get; private set; }

    public IEnumerable<string> MessageIds => Mails.Select(mail => mail.Text.Split("\r\n")
        .Single(line => line.StartsWith("Message-ID:", StringComparison.OrdinalIgnoreCase))["Message-ID:".Length..]
        .Trim());

    /// <summary>Without a word, on everybody.</summary>
    public void HangUp()
    {
        lock (_clients)
            foreach (var client in _clients)
                client.Close();
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        await Task.WhenAll(_talks);
        _stop.Dispose();
    }

    private async Task Accept()
    {
        try
        {
            while (true)
                _talks.Add(Talk(await _listener.AcceptTcpClientAsync(_stop.Token)));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
        }
    }

    private async Task Talk(TcpClient client)
    {
        using var _ = client;
        lock (_clients)
            _clients.Add(client);
        Connected++;
        try
        {
            var stream = client.GetStream();
            using var reader = new StreamReader(stream, Encoding.UTF8, leaveOpen: true);
            await using var writer = Writer(stream);
            await writer.WriteLineAsync(Greeting);
            if (!await Talk(reader, writer, isEncrypted: false) || Certificate is null)
                return;
            await using var secure = new SslStream(stream);
            await secure.AuthenticateAsServerAsync(new SslServerAuthenticationOptions
            {
                ServerCertificate = Certificate,
            });
            using var secureReader = new StreamReader(secure, Encoding.UTF8, leaveOpen: true);
            await using var secureWriter = Writer(secure);
            await Talk(secureReader, secureWriter, isEncrypted: true);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or AuthenticationException
            or ObjectDisposedException or InvalidOperationException)
        {
            // Whoever was talking has gone.
        }
    }

    private static StreamWriter Writer(Stream stream) =>
        new(stream, new UTF8Encoding(false), leaveOpen: true) { NewLine = "\r\n", AutoFlush = true };

    /// <summary>True when what follows is to be encrypted.</summary>
    private async Task<bool> Talk(StreamReader reader, StreamWriter writer, bool isEncrypted)
    {
        var (to, isKnown) = ("", Account is null);
        Encrypted += isEncrypted ? 1 : 0;
        while (await reader.ReadLineAsync(_stop.Token) is { } line
            && !line.StartsWith("QUIT", StringComparison.Ordinal))
        {
            var answer = "250 OK";
            if (line.StartsWith("EHLO", StringComparison.Ordinal))
                answer = Offers(isEncrypted);
            else if (line == "STARTTLS" && Certificate is not null)
            {
                await writer.WriteLineAsync("220 Go ahead");
                return true;
            }
            else if (line.StartsWith("AUTH PLAIN ", StringComparison.Ordinal))
                answer = (isKnown = IsAccount(line)) ? "235 OK" : "535 Wrong";
            else if (line.StartsWith("MAIL FROM:", StringComparison.Ordinal))
                answer = isKnown ? ToSenders : "530 Authenticate";
            else if (line.StartsWith("RCPT TO:", StringComparison.Ordinal))
            {
                to = line["RCPT TO:".Length..].Trim('<', '>');
                if (Hangs.Contains(to))
                    await Task.Delay(Timeout.Infinite, _stop.Token);
                answer = ToRecipient(to) ?? (ToRecipients.TryDequeue(out var told) ? told : answer);
            }
            else if (line == "DATA" && (answer = await Take(to, reader, writer)).Length == 0)
                return false;
            await writer.WriteLineAsync(answer);
        }
        if (HangsAtQuit)
            await Task.Delay(Timeout.Infinite, _stop.Token);
        return false;
    }

    // As a server does that has it: STARTTLS before encryption, and passwords only after it.
    private string Offers(bool isEncrypted) => (Certificate, isEncrypted, Account) switch
    {
        (not null, false, _)  => "250-tiny\r\n250 STARTTLS",
        (_, true, not null)   => "250-tiny\r\n250 AUTH PLAIN",
        _                     => "250 tiny",
    };

    private bool IsAccount(string line) => Account is { } account && Encoding.UTF8.GetString(
        Convert.FromBase64String(line["AUTH PLAIN ".Length..])) == $"\0{account.User}\0{account.Password}";

    private async Task<string> Take(string to, StreamReader reader, StreamWriter writer)
    {
        await writer.WriteLineAsync("354 Go ahead");
        var text = new StringBuilder();
        while (await reader.ReadLineAsync(_stop.Token) is { } line && line != ".")
            text.Append(line).Append("\r\n");
        if (ToTexts.TryDequeue(out var told))
            return told;
        lock (Mails)
            Mails.Add((to, text.ToString()));
        return Unacknowledged-- <= 0 ? "250 OK" : "";
    }
}
