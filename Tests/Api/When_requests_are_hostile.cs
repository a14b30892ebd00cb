using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;

namespace PosSaga.Tests.Api;

/// <summary>Malformed or hostile input never answers 500, never changes anything, and tells nothing. On a system of its
/// own: whoever shares it would move the journal.</summary>
public sealed class When_requests_are_hostile(ApiHost host) : IClassFixture<ApiHost>
{
    private const int Seed = 20260131;
    private const int Requests = 2_500;
    private const int Lanes = 8;

    private static readonly string[] Leaks =
    [
        "   at ", "System.", "Microsoft.", "PosSaga.", "Exception", "StackTrace", "Npgsql", "SQLite", ".cs:line",
    ];

    [Fact]
    public async Task No_answer_is_5xx_nothing_is_written_and_nothing_leaks()
    {
        var order = await host.Http.Post("/api/v1/orders", Calls.OrderOf(await host.Http.FilledCart()));
        Assert.Equal(201, order.Status);
        var secret = (string)order.Json["id"]!;
        var routes = await Routes.Of(host);
        var before = await host.Head();

        var requests = new HostileRequests(routes, secret, Seed).Some(Requests).ToList();
        await Parallel.ForEachAsync(
            requests, new ParallelOptions { MaxDegreeOfParallelism = Lanes },
            async (request, _) => await Check(request, secret));

        Assert.Equal(before, await host.Head());
        Assert.Equal(200, (await host.Http.Get("/health/ready", null)).Status);
    }

    [Theory]
    [InlineData("GET /api/v1/stores HTTP/9.9\r\nHost: x\r\n\r\n")]
    [InlineData("GET /api/v1/stores HTTP/1.1\r\n\r\n")]
    [InlineData("\0\0\0\0\r\n\r\n")]
    [InlineData("GET /api/v1/stores HTTP/1.1\r\nHost: x\r\nBad Header: 1\r\n\r\n")]
    [InlineData("POST /api/v1/carts HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n")]
    [InlineData("POST /api/v1/carts HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello")]
    [InlineData("POST /api/v1/carts HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n")]
    [InlineData(
        "POST /api/v1/carts HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n0\r\n\r\n")]
    [InlineData(
        "POST /api/v1/carts HTTP/1.1\r\nHost: x\r\nX-Api-Key: demo-store\r\nContent-Type: application/json\r\n"
        + "Transfer-Encoding: chunked\r\n\r\nffffffff\r\n{\"")]
    [InlineData("GET http://[::1/ HTTP/1.1\r\nHost: x\r\n\r\n")]
    public async Task Bytes_that_are_not_HTTP_are_refused(string bytes)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(host.Address.Host, host.Address.Port);
        var stream = socket.GetStream();
        await stream.WriteAsync(Encoding.Latin1.GetBytes(bytes));
        socket.Client.Shutdown(SocketShutdown.Send);

        using var reader = new StreamReader(stream, Encoding.Latin1);
        var answer = await reader.ReadToEndAsync();

        Assert.True(
            answer.Length == 0 || answer.StartsWith("HTTP/1.1 4", StringComparison.Ordinal)
                || answer.StartsWith("HTTP/1.1 505", StringComparison.Ordinal),
            answer);
        Assert.All(Leaks, leak => Assert.DoesNotContain(leak, answer, StringComparison.Ordinal));
    }

    private async Task Check(HostileRequest request, string secret)
    {
        using var message = request.Message;
        HttpResponseMessage answer;
        try
        {
            answer = await host.Http.SendAsync(message);
        }
        catch (HttpRequestException)
        {
            // Kestrel may hang up on what is too large before it is sent to its end: that is an answer too.
            return;
        }

        var text = await answer.Content.ReadAsStringAsync();
        var what = $"{request.Why} → {(int)answer.StatusCode} {text}";
        Assert.True((int)answer.StatusCode < 500, what);
        Assert.All(Leaks, leak => Assert.False(text.Contains(leak, StringComparison.Ordinal), what));
        if (request.Why.StartsWith("foreign", StringComparison.Ordinal))
            Assert.True(
                (int)answer.StatusCode >= 400
                    && !WithoutPath(text, message.RequestUri!).Contains(secret, StringComparison.Ordinal),
                what);
        if ((int)answer.StatusCode >= 400 && text.Length > 0)
            Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
    }

    // The problem says what was asked for, and so repeats what the caller himself sent.
    private static string WithoutPath(string text, Uri asked)
    {
        var problem = JsonNode.Parse(text)!.AsObject();
        problem.Remove("instance");
        var sent = asked.OriginalString.Split('?')[0].Split('/', StringSplitOptions.RemoveEmptyEntries);
        return sent.Aggregate(
            problem.ToJsonString(), (left, part) => left.Replace($" {part}", "", StringComparison.Ordinal));
    }

}
