using System.Text.Json.Nodes;

namespace PosSaga.Tests.Api;

[Collection(ApiCollection.Name)]
public sealed class When_a_shift_is_opened_and_closed(ApiHost host)
{
    [Fact] public async Task What_is_not_there_is_404_and_says_so()
    {
        (await host.Http.Get("/api/v1/registers/1-r9/shift")).AssertProblem(404, "not-found");
        (await Open("1-r9")).AssertProblem(404, "not-found");
        var put = await host.Http.Put("/api/v1/stores/99/registers/r1", new { name = "x" }, Calls.Admin);
        Assert.Equal("store-not-found", (string?)put.Json["code"]);
        (await host.Http.Put("/api/v1/stores/6/registers/r1", new { name = "x" }, Calls.Admin))
            .AssertProblem(409, "conflict");
    }

    [Fact] public async Task Nothing_is_taken_that_is_no_cash()
    {
        var till = await NewRegister();
        foreach (var amount in new object[] { -1, 1.5, "5", 100_000_001L })
            Assert.Equal(400, (await host.Http.Post(
                $"/api/v1/registers/{till}/shifts", new { @float = new { amount, currency = "CAD" } })).Status);
        (await host.Http.Get($"/api/v1/registers/{till}/shift")).AssertProblem(404, "not-found");
        Assert.Equal(409, (await Move(till, "paidIn", 5)).Status);
    }

    [Fact] public async Task Its_z_report_says_what_is_missing_and_stays_as_it_is()
    {
        var till = await NewRegister();
        Assert.Equal(201, (await Open(till)).Status);
        (await Open(till)).AssertProblem(409, "invalid-state");
        Assert.Equal(201, (await Move(till, "paidIn", 1_000)).Status);
        (await Move(till, "paidOut", 11_001)).AssertProblem(409, "conflict");
        var x = (await host.Http.Get($"/api/v1/registers/{till}/shift")).Json;
        Assert.Equal(11_000, (long)x["expected"]!["amount"]!);

        var closed = await Close(till, 10_995);
        Assert.Equal(-5, (long)closed.Json["close"]!["variance"]!["amount"]!);
        var again = await Close(till, 10_995);
        Assert.Equal((closed.Text, "true"), (again.Text, again.Header("Idempotent-Replayed")));
        Assert.Equal(201, (await Open(till)).Status);
        Assert.Equal(closed.Text, (await Close(till, 10_995)).Text);

        var listed = await host.Http.Get(
            "/api/v1/z-reports?storeId=4", Calls.Store,
            ("If-Journal-Position", closed.Header("X-Journal-Position")!));
        var report = listed.Json["items"]!.AsArray()
            .Single(one => (string)one!["registerId"]! == till[2..] && (int)one["number"]! == 1);
        Assert.True(JsonNode.DeepEquals(closed.Json, report));
    }

    [Fact] public async Task The_registers_of_a_store_are_listed_and_changed_by_their_version()
    {
        var till = await NewRegister();
        var path = $"/api/v1/stores/4/registers/{till[2..]}";
        Assert.Equal(412, (await host.Http.Put(path, new { name = "y" }, Calls.Admin, ("If-Match", "\"7\""))).Status);
        var changed = await host.Http.Put(path, new { name = "y" }, Calls.Admin, ("If-Match", "\"1\""));
        Assert.Equal("\"2\"", changed.Header("ETag"));
        var listed = await host.Http.Get(
            "/api/v1/stores/4/registers?limit=200", Calls.Store,
            ("If-Journal-Position", changed.Header("X-Journal-Position")!));
        Assert.Contains(listed.Json["items"]!.AsArray(), one => JsonNode.DeepEquals(one, changed.Json));
    }

    private async Task<string> NewRegister()
    {
        var id = "t" + Guid.NewGuid().ToString("N")[..8];
        var put = await host.Http.Put($"/api/v1/stores/4/registers/{id}", new { name = "Caisse" }, Calls.Admin);
        Assert.Equal(200, put.Status);
        return (string)put.Json["id"]!;
    }

    private Task<Reply> Open(string till) => host.Http.Post(
        $"/api/v1/registers/{till}/shifts", new { @float = new { amount = 10_000, currency = "CAD" } });

    private Task<Reply> Move(string till, string kind, long amount) => host.Http.Post(
        $"/api/v1/registers/{till}/shift/movements",
        new { kind, amount = new { amount, currency = "CAD" }, reason = "change" });

    private Task<Reply> Close(string till, long amount) => host.Http.Post(
        $"/api/v1/registers/{till}/shift/close", new { counted = new { amount, currency = "CAD" } }, Calls.Store,
        ("Idempotency-Key", "close-1"));
}
