using System.Text.Json.Nodes;
using PosSaga.Journal;
using PosSaga.Tests.Api;
using PosSaga.Tests.Journal;

namespace PosSaga.Tests.Stored;

/// <summary>A chain of stores upgrades: what the version before wrote is whole, means the same, and goes on.</summary>
public abstract class A_journal_of_an_older_version(OldSystem system)
{

    private JsonNode Open => system.Of.Answers["open"]!;

    [ContractFact] public async Task Is_whole_and_folds_to_the_states_of_then()
    {
        var folder = Path.Combine(Path.GetTempPath(), $"pos-saga-test-{Guid.NewGuid():N}");
        var options = new JournalOptions
        {
            ConnectionString = await system.Of.Copy(folder), AllowDevelopmentMasterKey = true,
        };
        try
        {
            await using var journal = JournalSystem.Create(options);
            await journal.Migrate();
            var report = await journal.Verifier.Verify();
            Assert.True(report.Ok, report.FirstBroken);
            var today = await Fold.All(journal);
            if (system.Of.Streams is null && What_was_stored_is_read_for_ever.Writes)
                system.Of.Write(today);
            var then = system.Of.Streams!.AsObject();
            Assert.Equal(then.Count, report.Streams);
            Assert.Equal(then.Count, today.Count);
            foreach (var (stream, state) in then)
                StoredJson.AssertContains(state, today[stream], stream);
        }
        finally
        {
            if (Directory.Exists(folder))
                Directory.Delete(folder, recursive: true);
        }
    }

    [ContractFact] public async Task Answers_the_keyed_requests_of_then_as_then()
    {
        foreach (var request in system.Of.Answers["keyed"]!.AsArray())
        {
            var again = await Send(request!);
            Assert.True((int)request!["status"]! == again.Status, $"{request}\nis now {again.Status}: {again.Text}");
            StoredJson.AssertContains(request["answer"], again.Json, $"{request}");
            Assert.Equal((bool)request["replayed"]! ? "true" : null, again.Header("Idempotent-Replayed"));
        }
    }

    [ContractFact] public async Task Reads_as_then()
    {
        foreach (var read in system.Of.Answers["gets"]!.AsArray())
        {
            var (path, key) = ((string)read!["path"]!, (string)read["apiKey"]!);
            var today = await system.Http.Get(path, key);
            Assert.True((int)read["status"]! == today.Status, $"{path} is now {today.Status}: {today.Text}");
            StoredJson.AssertContains(read["answer"], today.Json, path);
        }
    }

    [ContractFact] public async Task Goes_on_with_what_was_cut_off()
    {
        foreach (var refund in Open["refunds"]!.AsArray())
            Assert.Equal("completed", await EndOf($"refunds/{(string)refund!}"));
        foreach (var request in Open["keyed"]!.AsArray().Where(r => (string)r!["path"]! == "/api/v1/orders"))
        {
            var order = (string)request!["answer"]!["id"]!;
            var end = await EndOf($"orders/{order}");
            var again = await Send(request);
            Assert.Equal(end == "completed", again.Status == 201);
            Assert.Equal(order, (string)again.Json[again.Status == 201 ? "id" : "orderId"]!);
        }
    }

    [ContractFact] public async Task An_operator_settles_what_waited_for_one()
    {
        var order = (string)Open["stuckOrder"]!;
        var retried = await system.Http.Post(
            $"/api/v1/orders/{order}/retry", new { reason = "After the upgrade" }, Calls.Ops);
        Assert.Equal(200, retried.Status);
        // Sold or undone: how far it was when the gateway fell silent differs from journal to journal.
        await EndOf($"orders/{order}");
    }

    [ContractFact] public async Task Takes_orders_and_pays_refunds()
    {
        // The coffee of that store is what another test reads as then.
        var cart = (string)Open["cart"]!;
        await system.Http.Call(HttpMethod.Delete, $"/api/v1/carts/{cart}/items/{Calls.DemoSku}");
        var order = await system.Http.Post("/api/v1/orders", Calls.OrderOf(cart));
        Assert.Equal(201, order.Status);
        Assert.Equal("THE-VERT", (string?)order.Json["lines"]!.AsArray().Single()!["sku"]);
        var wanted = new
        {
            orderId = (string)Open["orderToRefund"]!, customerId = (string)Open["customerToRefund"]!,
            type = "productDefect", description = "It came before the upgrade.",
        };
        var claim = await system.Http.Claim(wanted);
        Assert.Equal(201, claim.Status);
        var id = (string)claim.Json["id"]!;
        await system.Http.Resolve(id);
        Assert.Equal("completed", (string?)(await system.Http.Refunded(id))["status"]);

        // One verification at a time in a process, which these tests share with others.
        Reply verified = null!;
        await Eventually.Is(
            async () => (verified = await system.Http.Post("/api/v1/audit/verify", null, Calls.Platform)).Status == 200,
            "a verification");
        Assert.True((bool)verified.Json["ok"]!, verified.Text);
    }

    private Task<Reply> Send(JsonNode request)
    {
        var (method, path) = (new HttpMethod((string)request["method"]!), (string)request["path"]!);
        return system.Http.Call(
            method, path, request["body"]?.ToJsonString(), (string)request["apiKey"]!,
            ("Idempotency-Key", (string)request["key"]!), ("Prefer", "wait=30"));
    }

    private async Task<string> EndOf(string resource)
    {
        Reply reply = null!;
        await Eventually.Is(
            async () =>
            {
                reply = await system.Http.Get($"/api/v1/{resource}", Calls.Admin);
                return reply.Status == 200 && (string)reply.Json["status"]! is "completed" or "failed";
            },
            $"the end of {resource}");
        return (string)reply.Json["status"]!;
    }
}

public sealed class A_journal_of_an_older_version_on_SQLite(OldSystemOnSqlite system)
    : A_journal_of_an_older_version(system), IClassFixture<OldSystemOnSqlite>;

[OnPostgres]
public sealed class A_journal_of_an_older_version_on_PostgreSQL(OldSystemOnPostgres system)
    : A_journal_of_an_older_version(system), IClassFixture<OldSystemOnPostgres>;
