using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using PosSaga.Tests.Deploy.Support;

namespace PosSaga.Tests.Api;

/// <summary>docs/possaga.http is made of the document's examples, for editors that send such files. POS_REWRITE=1
/// writes it
/// anew, after docs/openapi/v1.json.</summary>
public sealed class The_http_file_is_checked_in
{
    private static readonly JsonSerializerOptions Readable =
        new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static string File => Repository.PathOf("docs", "possaga.http");

    [Fact] public async Task It_is_what_the_document_shows()
    {
        var made = Make(JsonNode.Parse(await System.IO.File.ReadAllTextAsync(The_document_is_checked_in.File))!);
        if (Environment.GetEnvironmentVariable("POS_REWRITE") == "1")
            await System.IO.File.WriteAllTextAsync(File, made);
        Assert.True(
            System.IO.File.Exists(File) && await System.IO.File.ReadAllTextAsync(File) == made,
            "docs/possaga.http is not made of docs/openapi/v1.json: run this test with POS_REWRITE=1.");
    }

    private static string Make(JsonNode document)
    {
        var text = new StringBuilder(
            """
            # Every operation with its example: dotnet run --project ApiFrontend, then send one after another.
            # Made of docs/openapi/v1.json by a test; POS_REWRITE=1 makes it anew.
            @host = http://localhost:5000
            @key = demo-admin
            @platform = demo-platform

            """);
        foreach (var (path, operations) in document["paths"]!.AsObject())
            foreach (var (method, operation) in operations!.AsObject())
                Append(text, path, method.ToUpperInvariant(), operation!.AsObject());
        return text.ToString();
    }

    private static void Append(StringBuilder text, string path, string method, JsonObject operation)
    {
        var (query, headers) = ("", new StringBuilder());
        foreach (var parameter in operation["parameters"]?.AsArray() ?? [])
        {
            var (name, example) = ((string)parameter!["name"]!, parameter["example"]?.ToString());
            if ((string?)parameter["in"] == "path")
                path = path.Replace($"{{{name}}}", example, StringComparison.Ordinal);
            else if (name == "Idempotency-Key" && example is not null)
                headers.Append(name).Append(": ").Append(example).Append('\n');
            else if ((bool?)parameter["required"] == true)
                query += $"{(query.Length == 0 ? '?' : '&')}{name}={example}";
        }
        text.Append($"\n### {(string?)operation["summary"]}\n# @name {(string?)operation["operationId"]}\n");
        var key = ((string?)operation["description"])?.StartsWith("Roles: platform.", StringComparison.Ordinal) == true
            ? "platform"
            : "key";
        text.Append($"{method} {{{{host}}}}{path}{query}\nX-Api-Key: {{{{{key}}}}}\n").Append(headers);
        if (operation["requestBody"]?["content"]?["application/json"]?["example"] is { } body)
            text.Append($"Content-Type: application/json\n\n{body.ToJsonString(Readable)}\n");
    }
}
