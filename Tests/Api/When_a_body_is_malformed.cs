namespace PosSaga.Tests.Api;

[Collection(ApiCollection.Name)]
public sealed class When_a_body_is_malformed(ApiHost host)
{
    [Theory]
    [InlineData("""{}""", "storeId")]
    [InlineData("""{"storeId":null}""", "storeId")]
    [InlineData("""{"storeId":7}""", "storeId")]
    [InlineData("""{"storeId":""}""", "storeId")]
    [InlineData("""{"storeId":"a/b"}""", "storeId")]
    [InlineData("""{"storeId":"1","color":"red"}""", "color")]
    [InlineData("""{"storeId":"1","storeId":"2"}""", "storeId")]
    [InlineData("""{"StoreId":"1"}""", "StoreId")]
    [InlineData("""{"storeId":"1","customerId":["x"]}""", "customerId")]
    [InlineData("""{"storeId":"\ud800"}""", "storeId")]
    [InlineData("""{"storeId":"1"} {"storeId":"1"}""", "body")]
    [InlineData("""{"storeId":"1" """, "body")]
    [InlineData("""[]""", "body")]
    [InlineData("""null""", "body")]
    [InlineData("""// c""", "body")]
    public async Task The_field_is_named_and_nothing_happens(string body, string field)
    {
        var reply = await host.Http.Post("/api/v1/carts", body);

        reply.AssertProblem(400, "validation");
        Assert.Contains(field, reply.Json["errors"]!.AsObject().Select(e => e.Key));
        Assert.DoesNotContain("PosSaga", reply.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("System.", reply.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"2\"")]
    [InlineData("2.0")]
    [InlineData("2.5")]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("1000")]
    [InlineData("99999999999999999999")]
    [InlineData("true")]
    [InlineData("NaN")]
    public async Task A_quantity_is_an_integer_in_its_range(string quantity)
    {
        var reply = await host.Http.Put("/api/v1/carts/none/items/none", $$"""{"quantity":{{quantity}}}""");

        reply.AssertProblem(400, "validation");
    }

    [Theory]
    [InlineData("0")]
    [InlineData("\"1\"")]
    [InlineData("\"Cash\"")]
    [InlineData("\"cash,creditCard\"")]
    [InlineData("\"cheque\"")]
    public async Task An_enum_is_its_camelCase_name(string method)
    {
        var reply = await host.Http.Post(
            "/api/v1/orders", $$$"""{"cartId":"c","payment":{"method":{{{method}}},"token":"tok_ok"}}""");

        reply.AssertProblem(400, "validation");
        Assert.NotNull(reply.Json["errors"]!["payment.method"]);
    }

    [Fact]
    public async Task All_that_is_missing_unknown_or_repeated_is_told_at_once()
    {
        var reply = await host.Http.Post(
            "/api/v1/orders",
            """{"cart":"c","payment":{"method":"cash","method":"cash","color":"red"},"contact":{"size":{"a":[1]}}}""");

        reply.AssertProblem(400, "validation");
        Assert.Equal(
            ["cart:is not known", "cartId:is required", "contact.size:is not known", "payment.color:is not known",
                "payment.method:is given twice"],
            reply.Json["errors"]!.AsObject().Select(e => $"{e.Key}:{e.Value![0]}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Thousands_of_faults_make_a_short_answer()
    {
        var members = string.Join(",", Enumerable.Range(0, 3_000).Select(i => $"\"x{i}\":0"));
        var reply = await host.Http.Post("/api/v1/carts", $"{{{members}}}");

        reply.AssertProblem(400, "validation");
        Assert.Equal(20, reply.Json["errors"]!.AsObject().Count);
    }

    [Fact]
    public async Task Everything_that_is_wrong_is_told_at_once()
    {
        var reply = await host.Http.Post("/api/v1/orders", new
        {
            cartId = "a b", payment = new { method = "cash", token = "4242424242424242" },
            contact = new { email = "nobody", name = "a\0b" }, expectedTotal = new { amount = -1, currency = "USD" },
            shipTo = new { province = "XX", line1 = "", city = "M", postalCode = "H" },
        });

        reply.AssertProblem(400, "validation");
        Assert.Equal(
            [
                "cartId", "contact.email", "contact.name", "expectedTotal.amount", "expectedTotal.currency",
                "payment.token", "shipTo.line1", "shipTo.province",
            ],
            reply.Json["errors"]!.AsObject().Select(e => e.Key).Order(StringComparer.Ordinal));
        Assert.DoesNotContain("4242", reply.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bytes_that_are_not_UTF8_are_refused()
    {
        using var content = new ByteArrayContent([.. "{\"storeId\":\""u8, 0xC3, 0x28, .. "\"}"u8]);
        content.Headers.ContentType = new("application/json");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/carts") { Content = content };
        request.Headers.Add("X-Api-Key", Calls.Store);

        using var answer = await host.Http.SendAsync(request);

        Assert.Equal(400, (int)answer.StatusCode);
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/json; charset=utf-16")]
    [InlineData("application/xml")]
    [InlineData(null)]
    public async Task Another_media_type_is_refused(string? type)
    {
        using var content = new ByteArrayContent("{\"storeId\":\"1\"}"u8.ToArray());
        content.Headers.ContentType = type is null ? null : System.Net.Http.Headers.MediaTypeHeaderValue.Parse(type);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/carts") { Content = content };
        request.Headers.Add("X-Api-Key", Calls.Store);
        using var answer = await host.Http.SendAsync(request);

        new Reply((int)answer.StatusCode, await answer.Content.ReadAsStringAsync(), answer)
            .AssertProblem(415, "unsupported-media-type");
    }

    [Fact]
    public async Task More_than_64_KB_is_too_large()
    {
        var reply = await host.Http.Post("/api/v1/carts", $$"""{"storeId":"{{new string('x', 70_000)}}"}""");

        reply.AssertProblem(413, "too-large");
    }

    [Fact]
    public async Task Deep_nesting_is_refused()
    {
        var reply = await host.Http.Post("/api/v1/carts", string.Concat(Enumerable.Repeat("[", 5_000)));

        reply.AssertProblem(400, "validation");
    }
}
