using System.Text.Json.Nodes;

namespace PosSaga.Tests.Api;

/// <summary>Every route says what it does, shows an example and names all its status codes.</summary>
[Collection(ApiCollection.Name)]
public sealed class OpenApiWalk(ApiHost host)
{
    [Fact]
    public async Task Every_route_has_a_summary_and_a_tag()
    {
        foreach (var route in await Routes.Of(host))
        {
            Assert.False(
                string.IsNullOrWhiteSpace((string?)route.Operation["summary"]), $"{route.Method} {route.Path}");
            Assert.NotEmpty(route.Operation["tags"]!.AsArray());
        }
    }

    [Fact]
    public async Task Every_body_has_an_example_that_fits_its_schema()
    {
        foreach (var route in await Routes.Of(host))
        {
            if (route.Operation["requestBody"] is not null)
                Check(route, route.BodyExample, route.BodySchema);
            foreach (var (status, response) in route.Operation["responses"]!.AsObject())
            {
                if (status[0] != '2')
                    continue;
                var content = response!["content"]?["application/json"];
                if (content is not null)
                    Check(route, content["example"], route.Resolve(content["schema"]));
            }
        }
    }

    [Fact]
    public async Task Every_route_names_the_refusals_that_every_route_may_answer()
    {
        foreach (var route in (await Routes.Of(host)).Where(r => r.Path.StartsWith("/api/", StringComparison.Ordinal)))
        {
            int[] always = [401, 403, 429, 503];
            int[] ofBodies = route.Operation["requestBody"] is null ? [] : [400, 413, 415];
            int[] ofIds = route.Path.Contains("{id}", StringComparison.Ordinal) ? [404] : [];
            foreach (var status in always.Concat(ofBodies).Concat(ofIds))
                Assert.True(route.Statuses.Contains(status), $"{route.Method} {route.Path} does not name {status}");
            Assert.Contains(route.Statuses, status => status is >= 200 and < 300);
            Assert.StartsWith("Roles: ", (string?)route.Operation["description"], StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Lists_name_their_page_and_problems_their_media_type()
    {
        foreach (var route in await Routes.Of(host))
        {
            var names = route.Parameters.Select(p => (string)p["name"]!).ToList();
            Assert.Equal(names.Contains("cursor"), names.Contains("limit"));
            Assert.Equal(names.Count, names.Distinct().Count());
            foreach (var (status, response) in route.Operation["responses"]!.AsObject())
            {
                if (status[0] is '4' or '5')
                    Assert.NotNull(response!["content"]?["application/problem+json"]);
            }
        }
    }

    private static void Check(ApiRoute route, JsonNode? example, JsonObject? schema)
    {
        Assert.True(example is not null, $"{route.Method} {route.Path} shows no example");
        Assert.NotNull(schema);
        var known = schema["properties"]!.AsObject().Select(p => p.Key).ToHashSet();
        Assert.All(example.AsObject(), member => Assert.Contains(member.Key, known));
    }
}
