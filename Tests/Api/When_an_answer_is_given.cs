namespace PosSaga.Tests.Api;

[Collection(ApiCollection.Name)]
public sealed class When_an_answer_is_given(ApiHost host)
{
    [Theory]
    [InlineData("/api/v1/orders", "demo-store")]
    [InlineData("/api/v1/stores", null)]
    [InlineData("/nothing", null)]
    [InlineData("/health/live", null)]
    public async Task It_bears_the_headers_that_every_answer_bears(string path, string? key)
    {
        var reply = await host.Http.Get(path, key);

        Assert.Equal("nosniff", reply.Header("X-Content-Type-Options"));
        Assert.Equal("no-referrer", reply.Header("Referrer-Policy"));
        Assert.Equal("no-store", reply.Header("Cache-Control"));
        Assert.Contains("default-src 'none'", reply.Header("Content-Security-Policy"), StringComparison.Ordinal);
        Assert.NotNull(reply.Header("X-Request-Id"));
        Assert.Null(reply.Header("Server"));
        Assert.Null(reply.Header("Access-Control-Allow-Origin"));
    }

    [Fact]
    public async Task A_request_id_is_taken_and_answered_back() =>
        Assert.Equal(
            "till-7_000123",
            (await host.Http.Get("/api/v1/stores", Calls.Store, ("X-Request-Id", "till-7_000123")))
                .Header("X-Request-Id"));

    [Theory]
    [InlineData("with space")]
    [InlineData("<script>")]
    public async Task A_request_id_that_could_do_harm_is_replaced(string id)
    {
        var reply = await host.Http.Get("/api/v1/stores", Calls.Store, ("X-Request-Id", id));

        Assert.Equal(200, reply.Status);
        Assert.Equal(26, reply.Header("X-Request-Id")!.Length);
    }

    [Fact]
    public async Task A_problem_says_which_trace_it_belongs_to()
    {
        const string Trace = "4bf92f3577b34da6a3ce929d0e0e4736";
        var reply = await host.Http.Get(
            "/api/v1/carts/none", Calls.Store, ("traceparent", $"00-{Trace}-00f067aa0ba902b7-01"));

        Assert.Equal(Trace, (string?)reply.Json["traceId"]);
        Assert.Equal("/api/v1/carts/none", (string?)reply.Json["instance"]);
    }

    [Fact]
    public async Task A_write_tells_its_position_and_a_list_waits_for_it()
    {
        var cart = await host.Http.FilledCart();
        var order = await host.Http.Post("/api/v1/orders", Calls.OrderOf(cart));
        Assert.Equal(201, order.Status);

        var list = await host.Http.Get(
            "/api/v1/orders?limit=200", Calls.Store, ("If-Journal-Position", order.Header("X-Journal-Position")!));

        Assert.Equal(200, list.Status);
        Assert.Contains((string?)order.Json["id"], list.Json["items"]!.AsArray().Select(item => (string?)item!["id"]));
    }

    [Fact]
    public async Task A_position_that_is_never_reached_is_412() =>
        (await host.Http.Get("/api/v1/orders", Calls.Store, ("If-Journal-Position", "AAAA_____wE")))
            .AssertProblem(412, "precondition-failed");

    [Theory]
    [InlineData("7")]
    [InlineData("no position")]
    [InlineData("___________")]
    public async Task A_position_that_is_none_is_400(string position) =>
        (await host.Http.Get("/api/v1/orders", Calls.Store, ("If-Journal-Position", position)))
            .AssertProblem(400, "validation");
}
