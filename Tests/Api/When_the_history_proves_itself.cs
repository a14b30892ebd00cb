using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using PosSaga.Journal;
using PosSaga.Silo.Watchdog;

namespace PosSaga.Tests.Api;

[Collection(ApiCollection.Name)]
public sealed class When_the_history_proves_itself(ApiHost host)
{
    [Fact]
    public async Task Heads_are_signed_by_the_key_that_is_shown()
    {
        await host.Http.Post("/api/v1/carts", new { storeId = "1" });
        await host.Services.GetRequiredService<ISignedHeads>().Sign();
        var heads = await host.Http.Get("/api/v1/audit/heads?limit=1", "demo-auditor");
        var key = (await host.Http.Get("/api/v1/audit/heads/key", "demo-auditor")).Json;

        var head = heads.Json["items"]!.AsArray().Single()!;
        using var shown = ECDsa.Create();
        shown.ImportFromPem((string?)key["publicKey"]);
        Assert.Equal((string?)key["keyId"], (string?)head["keyId"]);
        Assert.True(HeadSignatures.Holds(
            new(
                (string)head["journal"]!, (long)head["position"]!, (string)head["digest"]!, (string)head["blocks"]!,
                DateTimeOffset.Parse((string)head["at"]!, System.Globalization.CultureInfo.InvariantCulture),
                (string)head["keyId"]!, (string)head["signature"]!),
            shown));
    }

    [Fact]
    public async Task A_file_elsewhere_catches_up_and_goes_on_behind_a_line_that_was_cut_short()
    {
        await using var journal = JournalSystem.Create(
            new() { ConnectionString = "Memory", AllowDevelopmentMasterKey = true });
        await journal.Migrate();
        using var folder = new Journal.TemporaryFolder();
        var file = new HeadsFile(folder.File("kept/heads.jsonl"), journal.Heads);
        for (var i = 1; i <= 3; i++)
        {
            await journal.Journal.Append(new(
                Journal.Given.Stream(), StreamHead.Empty, [Journal.Given.Event(), Journal.Given.Event()]));
            await journal.Heads.Sign();
            if (i == 1)
                continue;
            await file.CatchUp(default);
            await File.AppendAllTextAsync(folder.File("kept/heads.jsonl"), "{\"journal\":\"cut sho");
        }
        await file.CatchUp(default);

        var heads = PosSaga.Verify.HeadsFile.Read(folder.File("kept/heads.jsonl"));
        Assert.Equal([2, 4, 6], heads.Select(head => (int)head.Position));
        Assert.StartsWith(
            "-----BEGIN PUBLIC KEY-----", await File.ReadAllTextAsync(folder.File("kept/heads.jsonl.pem")),
            StringComparison.Ordinal);
    }

    [Theory, InlineData("/api/v1/audit/heads"), InlineData("/api/v1/audit/heads/key")]
    public async Task Only_auditors_are_shown_heads(string path) =>
        (await host.Http.Get(path, "demo-store")).AssertProblem(403, "forbidden");
}
