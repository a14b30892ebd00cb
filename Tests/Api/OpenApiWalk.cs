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
            {
                var content = route.Operation["requestBody"]!["content"]!["application/json"]!;
                Check(route, content["example"], content["schema"]);
            }
            foreach (var (status, response) in route.Operation["responses"]!.AsObject())
            {
                if (status[0] != '2')
                    continue;
                var content = response!["content"]?["application/json"];
                if (content is not null)
                    Check(route, content["example"], content["schema"]);
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

    [Fact]
    public async Task Every_operation_has_an_id_of_its_own()
    {
        var ids = (await Routes.Of(host)).Select(route => (string?)route.Operation["operationId"]).ToList();
        Assert.All(ids, id => Assert.Matches("^[a-z][a-zA-Z]+$", id));
        Assert.Equal(ids.Count, ids.Distinct().Count());
        Assert.Contains("placeOrder", ids);
        Assert.Contains("listOrders", ids);
    }

    // A creation has nothing yet that somebody else could have changed.
    [Fact]
    public async Task Whatever_changes_something_that_shows_a_version_takes_it_back()
    {
        var writes = (await Routes.Of(host)).Where(route => route.Method != "GET" && !route.Statuses.Contains(201))
            .ToList();
        Assert.NotEmpty(writes);
        foreach (var route in writes)
        {
            var takes = route.Parameters.Any(p => (string?)p["name"] == "If-Match");
            Assert.True(takes == route.Shows("ETag"), $"{route.Method} {route.Path} shows and takes no version alike");
        }
    }

    [Fact]
    public async Task Whatever_a_write_changes_shows_a_version_where_its_resource_does()
    {
        var routes = await Routes.Of(host);
        var versioned = routes.Where(route => route.Method == "GET" && route.Shows("ETag") && route.Path.EndsWith('}'))
            .Select(route => route.Path).ToList();
        Assert.Contains("/api/v1/products/{sku}", versioned);
        // A rebuild, a dead letter and the simulator have no version; everything else that is written has.
        foreach (var route in routes.Where(route => route.Method != "GET"
            && versioned.Any(path => (route.Path + "/").StartsWith(path + "/", StringComparison.Ordinal))))
            Assert.True(route.Shows("ETag"), $"{route.Method} {route.Path}");
    }

    [Fact]
    public async Task Numbers_are_numbers()
    {
        var text = (await host.Http.Get("/openapi/v1.json", key: null)).Text;
        Assert.DoesNotContain("-?(?:0|[1-9]", text, StringComparison.Ordinal);
        Assert.NotEmpty(JsonNode.Parse(text)!["servers"]!.AsArray());
    }

    private static void Check(ApiRoute route, JsonNode? example, JsonNode? schema)
    {
        Assert.True(example is not null, $"{route.Method} {route.Path} shows no example");
        Assert.NotNull(schema);
        Assert.Empty(new JsonShape(route.Document).Faults(example, schema).Select(f => $"{route.Path}: {f}"));
    }
}
