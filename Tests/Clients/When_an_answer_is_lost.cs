using System.Net;
using PosSaga.Client;
using static PosSaga.Tests.Clients.Transport;

namespace PosSaga.Tests.Clients;

/// <summary>What the client sends again, under which key, after which time; and what it does not.</summary>
public sealed class When_an_answer_is_lost
{
    private const string Cart =
        """
        {"id":"c-1","storeId":"1","customerId":null,"status":"open","lines":[],"subtotal":{"amount":0,"currency":"CAD"},
         "tax":{"amount":0,"currency":"CAD"},"total":{"amount":0,"currency":"CAD"}}
        """;

    private readonly ImpatientClock _clock = new();
    private readonly PosSagaClientOptions _options = new()
    {
        BaseAddress = new Uri("http://pos.test"), AttemptTimeout = TimeSpan.FromHours(2),
        Deadline = TimeSpan.FromHours(1.5),
    };

    public static TheoryData<string, Func<HttpResponseMessage>> Again => new()
    {
        { "lost", Lost }, { "half", HalfAnAnswer }, { "408", Status(HttpStatusCode.RequestTimeout) },
        { "429", Status(HttpStatusCode.TooManyRequests) }, { "502", Status(HttpStatusCode.BadGateway) },
        { "503", Status(HttpStatusCode.ServiceUnavailable) }, { "504", Status(HttpStatusCode.GatewayTimeout) },
    };

    [Theory, MemberData(nameof(Again), DisableDiscoveryEnumeration = true)]
    public async Task The_same_is_sent_again_under_the_same_key(string what, Func<HttpResponseMessage> first)
    {
        var server = new Transport(first, first, Json(Cart, HttpStatusCode.Created));
        var cart = await Client(server).OpenCartAsync(new() { StoreId = "1" });
        Assert.Equal("c-1", cart.Id);
        Assert.True(server.Sent.Count == 3, what);
        Assert.Single(server.Sent.Distinct());
        Assert.Equal(32, server.Sent.First().Key!.Length);
        Assert.Equal("""{"storeId":"1"}""", server.Sent.First().Body);
    }

    [Fact] public async Task Each_call_has_a_key_of_its_own_and_the_callers_goes_before_it()
    {
        var server = new Transport(Json(Cart, HttpStatusCode.Created));
        var client = Client(server);
        await client.OpenCartAsync(new() { StoreId = "1" });
        await client.OpenCartAsync(new() { StoreId = "1" });
        await client.OpenCartAsync(new() { StoreId = "1" }, idempotency_Key: "mine");
        var keys = server.Sent.Select(sent => sent.Key).ToList();
        Assert.Equal(3, keys.Distinct().Count());
        Assert.Equal("mine", keys[2]);
    }

    [Fact] public async Task What_reads_has_no_key()
    {
        var server = new Transport(Json(Cart));
        await Client(server).GetCartAsync("c-1");
        Assert.Null(Assert.Single(server.Sent).Key);
    }

    [Fact] public async Task Retry_After_is_waited_for_and_delays_grow_up_to_a_limit()
    {
        var server = new Transport(
            Status(HttpStatusCode.ServiceUnavailable, 7), Lost, Lost, Lost, Lost, Lost, Lost, Lost, Json(Cart));
        await Client(server).GetCartAsync("c-1");
        Assert.InRange(_clock.Delays[0], TimeSpan.FromSeconds(7), TimeSpan.FromSeconds(7.1));
        for (var n = 1; n < _clock.Delays.Count; n++)
        {
            var whole = Math.Min(0.2 * Math.Pow(2, n), 5);
            Assert.InRange(_clock.Delays[n].TotalSeconds, whole / 2, whole);
        }
    }

    [Fact] public async Task It_ends_at_the_deadline()
    {
        var server = new Transport(Lost);
        var options = _options with { Deadline = TimeSpan.FromHours(1), MaxAttempts = int.MaxValue };
        var lost = await Assert.ThrowsAsync<HttpRequestException>(() => Client(server, options).GetCartAsync("c-1"));
        Assert.Contains("after", lost.Message, StringComparison.Ordinal);
        var waited = TimeSpan.FromSeconds(_clock.Delays.Sum(delay => delay.TotalSeconds));
        Assert.InRange(waited, TimeSpan.FromMinutes(59), TimeSpan.FromHours(1));
    }

    [Fact] public async Task It_ends_after_so_many_attempts_with_the_last_answer()
    {
        var server = new Transport(Status(HttpStatusCode.ServiceUnavailable));
        var problem = await Assert.ThrowsAsync<PosSagaProblemException>(
            () => Client(server, _options with { MaxAttempts = 3 }).GetCartAsync("c-1"));
        Assert.Equal((503, 3), (problem.Status, server.Sent.Count));
    }

    [Theory, InlineData(true, 1), InlineData(false, 2)]
    public async Task A_conditional_write_is_repeated_only_when_it_was_not_done(bool lost, int sent)
    {
        var server = new Transport(lost ? Lost : Status(HttpStatusCode.TooManyRequests), Json(Cart));
        var call = Client(server).SetCartItemAsync("c-1", "CAFE", new() { Quantity = 1 }, if_Match: "\"1\"");
        if (lost)
            await Assert.ThrowsAsync<HttpRequestException>(() => call);
        else
            await call;
        Assert.Equal(sent, server.Sent.Count);
    }

    [Fact] public async Task Who_gives_up_waits_no_longer()
    {
        using var cancelled = new CancellationTokenSource();
        var server = new Transport(() =>
        {
            cancelled.Cancel();
            throw new OperationCanceledException(cancelled.Token);
        });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => Client(server).GetCartAsync("c-1", cancelled.Token));
        Assert.Single(server.Sent);
    }

    private PosSagaClient Client(Transport server, PosSagaClientOptions? options = null)
    {
        var retries = new RetryHandler(options ?? _options, _clock) { InnerHandler = server };
        return new PosSagaClient(new HttpClient(new IdempotencyKeyHandler { InnerHandler = retries })
        {
            BaseAddress = _options.BaseAddress,
        });
    }
}
