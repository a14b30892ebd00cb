using System.Text.Json.Nodes;
using PosSaga.Cli;
using PosSaga.Tests.Api;
using PosSaga.Tests.Deploy.Support;

namespace PosSaga.Tests.Cli;

/// <summary>The built program against a real front end: what it shows, to people and as JSON, and an outage from end
/// to
/// end.</summary>
[Collection(ApiCollection.Name)]
[Trait(Categories.Name, Categories.System)]
public sealed class When_operators_work_with_pos(ApiHost host) : IDisposable
{
    private readonly Pos _pos = new(host.Address) { Key = Calls.Admin };

    [Fact] public async Task Help_names_every_command_and_exit_code()
    {
        var help = (await _pos.Run("--help")).Is(ExitCodes.Done).Out;
        foreach (var command in PosProgram.Root().Subcommands)
            Assert.Contains(command.Name, help, StringComparison.Ordinal);
        Assert.Contains("4 not authorised", help, StringComparison.Ordinal);
        var retry = (await _pos.Run("saga", "retry", "--help")).Is(ExitCodes.Done).Out;
        Assert.Contains("--dry-run", retry, StringComparison.Ordinal);
    }

    [Fact] public async Task An_order_is_shown_shipped_and_followed()
    {
        var order = (string)(await host.Http.Bought((await host.Http.Product(1299), 2)))["id"]!;
        var shown = (await _pos.Run("order", "show", order)).Is(ExitCodes.Done);
        Assert.Contains(order, shown.Out, StringComparison.Ordinal);
        Assert.Contains("25.98 CAD", shown.Out, StringComparison.Ordinal);
        Assert.Empty(shown.Error);

        var json = (await _pos.Run("order", "show", order, "--output", "json")).Is(ExitCodes.Done).Json;
        var told = (await host.Http.Get($"/api/v1/orders/{order}")).Json;
        // The same names and values as the API's, in its order.
        Assert.Equal(told.AsObject().Select(one => one.Key), json.AsObject().Select(one => one.Key));
        Assert.Equal("completed", (string)json["status"]!);
        Assert.True(JsonNode.DeepEquals(told["lines"], json["lines"]));

        var shipped = (await _pos.Run("order", "ship", order, "-o", "json")).Is(ExitCodes.Done).Json;
        Assert.Equal("shipped", (string)shipped["fulfilment"]!);
        var tree = (await _pos.Run("timeline", order)).Is(ExitCodes.Done).Out;
        Assert.Contains("order-saga.started/1", tree, StringComparison.Ordinal);
        Assert.Contains("└──", tree, StringComparison.Ordinal);
    }

    [Fact] public async Task A_claim_and_its_refund_are_handled()
    {
        var sku = await host.Http.Product(1000);
        var order = (string)(await host.Http.Bought((sku, 1)))["id"]!;
        var claim = (string)(await host.Http.Claim(new
        {
            customerId = "ana", type = "productDefect", description = "[red]Open[/] bag.", orderId = order,
            lines = new[] { new { sku, quantity = 1, condition = "damaged" } },
        })).Json["id"]!;
        (await _pos.Run("claim", "assign", claim, "--agent", "a-1")).Is(ExitCodes.Done);
        (await _pos.Run("claim", "start", claim)).Is(ExitCodes.Done);
        var resolved = (await _pos.Run("claim", "resolve", claim, "--resolution", "Money back.")).Is(ExitCodes.Done);
        // What customers write is text, whatever it looks like.
        Assert.Contains("[red]Open[/] bag.", resolved.Out, StringComparison.Ordinal);
        Assert.Equal(claim, (string)(await _pos.Run("claim", "refund", claim, "-o", "json")).Is(0).Json["refundId"]!);
        await host.Http.RefundEnded(claim);
        var refund = (await _pos.Run("refund", "show", claim)).Is(ExitCodes.Done).Out;
        Assert.Contains("completed", refund, StringComparison.Ordinal);
        Assert.Contains("settled", refund, StringComparison.Ordinal);
        var again = (await _pos.Run("refund", "retry", claim, "--reason", "why not")).Is(ExitCodes.Refused);
        Assert.StartsWith("Refused: 409", again.Error, StringComparison.Ordinal);
    }

    [Fact] public async Task After_an_outage_what_waits_is_retried_in_one_word()
    {
        string order;
        await Gateway(outage: true);
        try
        {
            var failed = await host.Http.Post("/api/v1/orders", Calls.OrderOf(await host.Http.FilledCart()));
            order = (string)failed.Json["orderId"]!;
            // From its fourth attempt on it waits for seconds: long enough to be found waiting.
            await Eventually.Is(async () => await Attempts(order) >= 4, "that the saga waits");
            var waiting = (await _pos.Run(
                "saga", "list", "--state", "waiting", "--reason", "gateway-unavailable", "-o", "json"))
                .Is(ExitCodes.Done);
            Assert.Contains(waiting.Json["items"]!.AsArray(), saga => (string?)saga!["orderId"] == order);
            var groups = (await _pos.Run("saga", "groups")).Is(ExitCodes.Done).Out;
            Assert.Contains("gateway-unavailable", groups, StringComparison.Ordinal);
            var dry = (await _pos.Run(
                "saga", "retry", "--state", "waiting", "--reason", "looking", "--dry-run", "-o", "json"))
                .Is(ExitCodes.Done);
            Assert.True((int)dry.Json["matched"]! >= 1);
            Assert.Null(dry.Json["actionId"]);
        }
        finally
        {
            await Gateway(outage: false);
        }

        var retried = await _pos.Run(
            "saga", "retry", "--because", "gateway-unavailable", "--reason", "the gateway is back", "-o", "json");
        Assert.Contains(retried.ExitCode, (int[])[ExitCodes.Done, ExitCodes.Refused]);
        Assert.True((bool)retried.Json["finished"]!);
        Assert.Equal("the gateway is back", (string)retried.Json["reason"]!);
        Assert.Contains(retried.Json["outcomes"]!.AsArray(), one => (string?)one!["orderId"] == order);
        await Eventually.Is(
            async () => (string)(await host.Http.Get($"/api/v1/orders/{order}")).Json["status"]! == "failed",
            "that the order is settled");
    }

    [Fact] public async Task The_journal_is_verified_and_read_models_are_rebuilt()
    {
        using var platform = new Pos(host.Address) { Key = Calls.Platform };
        Assert.True((bool)(await platform.Run("verify", "-o", "json")).Is(ExitCodes.Done).Json["ok"]!);
        var names = (await _pos.Run("projection", "list", "-o", "json")).Is(ExitCodes.Done).Json["items"]!.AsArray()
            .Select(one => (string)one!["name"]!).ToList();
        Assert.Contains("catalogue", names);
        var rebuild = (await platform.Run("projection", "rebuild", "catalogue", "-o", "json")).Is(ExitCodes.Done).Json;
        Assert.Equal("started", (string)rebuild["state"]!);
        var letters = await _pos.Run("dead-letter", "list", "--subscriber", "nobody", "-o", "json");
        Assert.Empty(letters.Is(ExitCodes.Done).Json["items"]!.AsArray());
    }

    [Needs("script")] public async Task In_a_terminal_it_has_lines_and_asks_for_a_key()
    {
        var order = (string)(await host.Http.Bought((await host.Http.Product(500), 1)))["id"]!;
        var shown = (await Terminal(_pos, $"order show {order}", "")).Is(ExitCodes.Done);
        Assert.Contains(order, shown.Out, StringComparison.Ordinal);
        Assert.Contains("\u001b[1m", shown.Out, StringComparison.Ordinal);
        var usage = (await Terminal(_pos, "order", "")).Is(ExitCodes.Usage).Out;
        Assert.Contains("Try: pos order --help", usage, StringComparison.Ordinal);

        using var keyless = new Pos(null) { Key = null };
        (await Terminal(keyless, $"profile add here --server {host.Address}", "demo-ops\r")).Is(ExitCodes.Done);
        (await keyless.Run("saga", "groups")).Is(ExitCodes.Done);
    }

    public void Dispose() => _pos.Dispose();

    private static Task<Said> Terminal(Pos pos, string arguments, string input) => pos.Start(
        "script", ["-qec", $"env TERM=xterm-256color dotnet {Pos.Program} {arguments}", "/dev/null"], input);

    private async Task<int> Attempts(string order) => (await host.Http.Get(
        "/api/v1/sagas?state=waiting", Calls.Ops)).Json["items"]!.AsArray()
        .Where(saga => (string?)saga!["orderId"] == order).Select(saga => (int)saga!["attempts"]!).SingleOrDefault();

    private async Task Gateway(bool outage) => Assert.Equal(200, (await host.Http.Put(
        "/api/v1/simulation/payments", new { failureRate = 0, latencyMs = 0, timeoutRate = 0, outage },
        Calls.Platform)).Status);
}
