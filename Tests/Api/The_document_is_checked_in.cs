using PosSaga.Tests.Deploy.Support;

namespace PosSaga.Tests.Api;

/// <summary>Clients are generated from docs/openapi/v1.json, so a change of the API is a change of that file, seen by
/// whoever reviews it. POS_REWRITE=1 writes it anew.</summary>
[Collection(ApiCollection.Name)]
public sealed class The_document_is_checked_in(ApiHost host)
{
    public static string File => Repository.PathOf("docs", "openapi", "v1.json");

    [Fact] public async Task It_is_what_the_system_says()
    {
        var said = (await host.Http.Get("/openapi/v1.json", key: null)).Text + "\n";
        if (Environment.GetEnvironmentVariable("POS_REWRITE") == "1")
            await System.IO.File.WriteAllTextAsync(File, said);

        Assert.True(
            await System.IO.File.ReadAllTextAsync(File) == said,
            "docs/openapi/v1.json is not what the API says: run this test with POS_REWRITE=1, and look at the change.");
    }

    [Fact] public async Task It_is_made_once()
    {
        var first = await host.Http.Get("/openapi/v1.json", key: null);
        var again = await host.Http.Get("/openapi/v1.json", null, ("If-None-Match", first.Header("ETag")!));
        Assert.Equal(304, again.Status);
        var document = (PosSaga.Api.OpenApiDocumentText)host.Services.GetService(
            typeof(PosSaga.Api.OpenApiDocumentText))!;
        Assert.Same(await document.Read(), await document.Read());
    }
}
