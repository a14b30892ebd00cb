using System.Net;
using Microsoft.Extensions.DependencyInjection;
using PosSaga.Client;
using static PosSaga.Tests.Clients.Transport;

namespace PosSaga.Tests.Clients;

/// <summary>Problems are read, waits for a position are spoken, pages follow one another; without a server.</summary>
public sealed class When_the_server_refuses
{
    private const string Failed =
        """
        {"type":"https://possaga.dev/problems/order-failed","title":"The order could not be completed.","status":409,
         "detail":"The gateway is away.","instance":"/api/v1/orders","traceId":"t-1","orderId":"o-1",
         "reason":"gateway-unavailable","settled":false}
        """;

    private const string Invalid =
        """
        {"type":"https://possaga.dev/problems/validation","title":"The request is not valid.","status":400,
         "instance":"/api/v1/carts","traceId":"t-2","errors":{"storeId":["must be an id"]}}
        """;

    [Fact] public async Task The_problem_is_typed()
    {
        var problem = await Assert.ThrowsAnyAsync<PosSagaProblemException>(() => Client(
            Json(Failed, HttpStatusCode.Conflict)).PlaceOrderAsync(
                new() { CartId = "c", Payment = new() { Method = PaymentMethod.Cash } }));
        Assert.Equal(
            (409, "order-failed", "o-1", "gateway-unavailable", false, "t-1"),
            (problem.Status, problem.Slug, problem.OrderId, problem.Reason, problem.Settled, problem.TraceId));
        Assert.Equal("409 gateway-unavailable: The gateway is away.", problem.Message);
    }

    [Fact] public async Task Its_fields_are_named()
    {
        var problem = await Assert.ThrowsAnyAsync<PosSagaProblemException>(
            () => Client(Json(Invalid, HttpStatusCode.BadRequest)).OpenCartAsync(new() { StoreId = "?" }));
        Assert.Equal(["must be an id"], problem.Errors["storeId"]);
        Assert.Contains("storeId must be an id", problem.Message, StringComparison.Ordinal);
    }

    [Theory, InlineData(418, "no teapot"), InlineData(200, "<html>"), InlineData(404, "{\"title\":1}")]
    public async Task What_is_no_problem_document_is_shown_as_it_is(int status, string text)
    {
        var problem = await Assert.ThrowsAnyAsync<PosSagaProblemException>(
            () => Client(Json(text, (HttpStatusCode)status)).GetCartAsync("c"));
        Assert.Equal((status, null, text), (problem.Status, problem.Slug, problem.Response));
    }

    [Fact] public async Task A_read_waits_for_the_last_write_of_its_scope_only()
    {
        var server = new Transport(
            Json("{\"refundId\":\"r\"}", HttpStatusCode.Accepted, ("X-Journal-Position", "p-7")),
            Json("{}", HttpStatusCode.PreconditionFailed), Json("""{"items":[],"nextCursor":null}"""));
        var client = Client(server);
        using (var scope = ReadYourWrites.Begin())
        {
            await client.RefundClaimAsync("c");
            Assert.Equal("p-7", scope.Position);
            await client.ListRefundsAsync();
        }
        await client.ListRefundsAsync();
        Assert.Equal([null, "p-7", "p-7", null], server.Sent.Select(sent => sent.Position));
    }

    [Fact] public async Task Pages_follow_one_another_as_they_are_needed()
    {
        var server = new Transport(Page("next", "a", "b"), Page(null, "c"));
        var client = Client(server);
        var skus = new List<string>();
        await foreach (var product in client.EachProduct())
        {
            skus.Add(product.Sku);
            Assert.Equal(product.Sku == "c" ? 2 : 1, server.Sent.Count);
        }
        Assert.Equal(["a", "b", "c"], skus);
    }

    [Fact] public void Every_page_of_the_document_can_be_followed()
    {
        var pages = typeof(PosSagaClient).Assembly.GetExportedTypes()
            .Where(type => type.IsClass && type.GetProperty("NextCursor") is not null).ToList();
        Assert.True(pages.Count >= 14, "They are not found any more.");
        Assert.Empty(pages.Where(type => !type.GetInterfaces().Any(
            one => one.IsGenericType && one.GetGenericTypeDefinition() == typeof(IPage<>))).Select(type => type.Name));
    }

    [Fact] public async Task A_container_makes_the_same_client()
    {
        var server = new Transport(Lost, Json("""{"items":[],"nextCursor":null}"""));
        var services = new ServiceCollection();
        services.AddPosSagaClient(options =>
        {
            options.BaseAddress = new Uri("http://pos.test/behind/a/path");
            options.FirstDelay = TimeSpan.Zero;
        }).ConfigurePrimaryHttpMessageHandler(() => server);
        await using var provider = services.BuildServiceProvider();
        Assert.Empty((await provider.GetRequiredService<IPosSagaClient>().ListStoresAsync()).Items);
        Assert.Equal(2, server.Sent.Count);
    }

    [Theory, InlineData("ftp://pos.test", 1), InlineData(null, 1), InlineData("http://pos.test", 0)]
    public void Options_that_cannot_be_right_are_refused_at_once(string? address, int attempts) =>
        Assert.Throws<ArgumentException>(() => new ServiceCollection().AddPosSagaClient(options =>
        {
            options.BaseAddress = address is null ? null : new Uri(address);
            options.MaxAttempts = attempts;
        }));

    private static Func<HttpResponseMessage> Page(string? next, params string[] skus)
    {
        var items = skus.Select(sku => $$"""
            {"sku":"{{sku}}","name":"n","category":"c","price":{"amount":1,"currency":"CAD"},"threshold":0,
             "active":true}
            """);
        var cursor = next is null ? "null" : $"\"{next}\"";
        return Json($$"""{"items":[{{string.Join(',', items)}}],"nextCursor":{{cursor}}}""");
    }

    private static PosSagaClient Client(params Func<HttpResponseMessage>[] answers) => Client(new Transport(answers));

    private static PosSagaClient Client(Transport server) => PosSagaClient.Connect(
        new() { BaseAddress = new Uri("http://pos.test"), MaxAttempts = 1 }, server);
}
