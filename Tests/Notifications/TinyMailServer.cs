using System.Net;
using System.Net.Sockets;
using System.Text;

namespace PosSaga.Tests.Notifications;

/// <summary>Takes mail by SMTP (RFC 5321), as much of it as a client needs, and can be told to misbehave.</summary>
internal sealed class TinyMailServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly List<Task> _talks = [];
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

    public IEnumerable<string> MessageIds => Mails.Select(mail => mail.Text.Split("\r\n")
        .Single(line => line.StartsWith("Message-ID:", StringComparison.OrdinalIgnoreCase))["Message-ID:".Length..]
        .Trim());

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
        try
        {
            var stream = client.GetStream();
            using var reader = new StreamReader(stream, Encoding.UTF8);
            await using var writer = new StreamWriter(stream, new UTF8Encoding(false)) { NewLine = "\r\n", AutoFlush = true };
            await writer.WriteLineAsync(Greeting);
            var to = "";
            while (await reader.ReadLineAsync(_stop.Token) is { } line
                && !line.StartsWith("QUIT", StringComparison.Ordinal))
            {
                var answer = "250 OK";
                if (line.StartsWith("RCPT TO:", StringComparison.Ordinal))
                {
                    to = line["RCPT TO:".Length..].Trim('<', '>');
                    answer = ToRecipient(to) ?? (ToRecipients.TryDequeue(out var told) ? told : answer);
                }
                else if (line.StartsWith("MAIL FROM:", StringComparison.Ordinal))
                    answer = ToSenders;
                else if (line == "DATA" && (answer = await Take(to, reader, writer)).Length == 0)
                    return;
                await writer.WriteLineAsync(answer);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            // Whoever was talking has gone.
        }
    }

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
