namespace PosSaga.Tests.Api;

[Collection(ApiCollection.Name)]
public sealed class When_routing_finds_nothing(ApiHost host)
{
    [Theory]
    [InlineData("/api/v1/nothing")]
    [InlineData("/")]
    [InlineData("/api/v1/carts/a%20b")]
    [InlineData("/api/v1/carts/no-such-cart")]
    [InlineData("/api/v1/orders/no-such-order")]
    [InlineData("/api/v1/orders/no-such-order/timeline")]
    [InlineData("/api/v1/payments/no-such-payment")]
    [InlineData("/api/v1/products/no-such-product")]
    [InlineData("/api/v1/stores/99/stock")]
    [InlineData("/api/v1/stores/99/stock/cafe")]
    [InlineData("/api/v1/stores/1/stock/no-such-product")]
    [InlineData("/api/v1/timeline/no-such-thing")]
    public async Task It_is_a_problem_404(string path) => (await host.Http.Get(path)).AssertProblem(404, "not-found");

    [Fact]
    public async Task An_id_of_65_characters_is_nobodys() =>
        (await host.Http.Get("/api/v1/carts/" + new string('x', 65))).AssertProblem(404, "not-found");

    [Fact]
    public async Task Another_method_is_a_problem_405_that_says_which_there_are()
    {
        var reply = await host.Http.Call(HttpMethod.Patch, "/api/v1/carts/x");

        reply.AssertProblem(405, "method-not-allowed");
        Assert.Contains("GET", reply.Header("Allow"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("limit=0", "limit")]
    [InlineData("limit=201", "limit")]
    [InlineData("limit=ten", "limit")]
    [InlineData("limit=1&limit=2", "limit")]
    [InlineData("cursor=%00", "cursor")]
    [InlineData("cursor=abc", "cursor")]
    [InlineData("status=Completed", "status")]
    [InlineData("status=5", "status")]
    [InlineData("storeId=a/b", "storeId")]
    [InlineData("from=yesterday", "from")]
    [InlineData("to=0001-01-01T00:00:00Z", "to")]
    public async Task A_query_that_makes_no_sense_names_its_parameter(string query, string field)
    {
        var reply = await host.Http.Get("/api/v1/orders?" + query);

        reply.AssertProblem(400, "validation");
        Assert.NotNull(reply.Json["errors"]![field]);
    }
}
