using System.IO.Compression;
using System.Net.Http.Headers;
using System.Text;

namespace PosSaga.Tests.Api;

/// <summary>What HTTP and its clients take for granted.</summary>
[Collection(ApiCollection.Name)]
public sealed class When_the_contract_is_spoken_plainly(ApiHost host)
{
    [Fact] public async Task HEAD_answers_wherever_GET_does()
    {
        foreach (var route in (await Routes.Of(host)).Where(route => route.Method == "GET"))
        {
            var path = Routes.Fill(route.Path, "no-such-thing");
            var get = await host.Http.Get(path, Calls.Admin);
            var head = await host.Http.Call(HttpMethod.Head, path, null, Calls.Admin);
            Assert.Equal((path, get.Status, ""), (path, head.Status, head.Text));
        }
    }

    [Fact] public async Task OPTIONS_tells_the_methods()
    {
        var options = await host.Http.Call(HttpMethod.Options, "/api/v1/products/x", null, null);
        Assert.Equal(204, options.Status);
        Assert.Equal(
            ["GET", "HEAD", "OPTIONS", "PATCH", "PUT"],
            options.Header("Allow")!.Split(',', StringSplitOptions.TrimEntries).Order());
    }

    [Theory, InlineData("/api/v1/products"), InlineData("/api/v1/products/CAFE"), InlineData("/api/v1/stores")]
    public async Task The_catalogue_is_not_sent_again_to_who_has_it(string path)
    {
        var first = await host.Http.Get(path);
        var again = await host.Http.Get(path, Calls.Store, ("If-None-Match", first.Header("ETag")!));

        Assert.Equal((200, 304, ""), (first.Status, again.Status, again.Text));
        Assert.Equal("no-cache, private", again.Header("Cache-Control"));
        Assert.Equal(200, (await host.Http.Get(path, Calls.Store, ("If-None-Match", "\"other\""))).Status);
    }

    [Theory, InlineData("gzip"), InlineData("br")]
    public async Task An_answer_is_compressed_for_who_takes_it(string encoding)
    {
        var reply = await host.Http.Get("/api/v1/products", Calls.Store, ("Accept-Encoding", encoding));
        Assert.Equal(encoding, reply.Header("Content-Encoding"));
    }

    [Fact] public async Task A_compressed_body_is_read_and_a_strange_one_is_415()
    {
        Assert.Equal(201, (await Send(Zipped("""{"storeId":"1"}"""), "gzip")).Status);
        (await Send("not zipped"u8.ToArray(), "gzip")).AssertProblem(400, "validation");
        (await Send(Zipped(new string(' ', 1_000_000)), "gzip")).AssertProblem(413, "too-large");
        var strange = await Send("{}"u8.ToArray(), "zstd");
        strange.AssertProblem(415, "unsupported-media-type");
        Assert.Equal("br, deflate, gzip", strange.Header("Accept-Encoding"));
    }

    [Theory, InlineData("utf-8"), InlineData("utf8"), InlineData("\"UTF-8\"")]
    public async Task The_charset_of_JSON_is_known_by_its_names(string charset)
    {
        using var content = new ByteArrayContent("""{"storeId":"1"}"""u8.ToArray());
        content.Headers.TryAddWithoutValidation("Content-Type", "application/json; charset=" + charset);
        Assert.Equal(201, (await Send(content)).Status);
    }

    [Fact] public async Task A_problem_type_leads_to_a_page_with_its_codes()
    {
        var reply = await host.Http.Get("/api/v1/carts/none");
        var page = await host.Http.Get(new Uri((string)reply.Json["type"]!).AbsolutePath, key: null);
        Assert.Equal((200, "text/html"), (page.Status, page.Message.Content.Headers.ContentType!.MediaType));
        Assert.Contains("cart-not-found", page.Text, StringComparison.Ordinal);

        foreach (var kind in PosSaga.Api.ProblemKind.All)
            Assert.Equal(200, (await host.Http.Get("/problems/" + kind.Slug, key: null)).Status);
        Assert.Contains("cart-invalid", (await host.Http.Get("/problems", key: null)).Text, StringComparison.Ordinal);
        Assert.Contains(
            "order-not-confirmed", (await host.Http.Get("/problems/invalid-state", key: null)).Text,
            StringComparison.Ordinal);
        (await host.Http.Get("/problems/none", key: null)).AssertProblem(404, "not-found");
    }

    private async Task<Reply> Send(byte[] body, string encoding)
    {
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        content.Headers.ContentEncoding.Add(encoding);
        return await Send(content);
    }

    private async Task<Reply> Send(HttpContent content)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/carts") { Content = content };
        request.Headers.Add("X-Api-Key", Calls.Store);
        var answer = await host.Http.SendAsync(request);
        return new Reply((int)answer.StatusCode, await answer.Content.ReadAsStringAsync(), answer);
    }

    private static byte[] Zipped(string text)
    {
        using var bytes = new MemoryStream();
        using (var zip = new GZipStream(bytes, CompressionMode.Compress))
            zip.Write(Encoding.UTF8.GetBytes(text));
        return bytes.ToArray();
    }
}
