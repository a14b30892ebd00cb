using System.Text.Json.Nodes;

namespace PosSaga.Tests.Api;

/// <summary>Lists, searches and counts of claims over HTTP. Each test works on a customer of its own.</summary>
[Collection(ApiCollection.Name)]
public sealed class When_claims_are_looked_for(ApiHost host)
{
    private readonly string _customer = $"c-{Guid.NewGuid():n}";
    private string? _position;

    [Fact]
    public async Task A_list_shows_what_the_claim_itself_says()
    {
        var claim = await Claim("Le vélo est cassé.");
        foreach (var command in (string[])["assign", "start", "resolve", "close"])
            await Tell(claim, command);
        var listed = Assert.Single(await List($"customerId={_customer}"));
        var current = (await host.Http.Get($"/api/v1/claims/{claim}")).Json;
        foreach (var (name, value) in current.AsObject())
            if (!name.EndsWith("At", StringComparison.Ordinal))
                Assert.Equal((name, value?.ToJsonString()), (name, listed[name]?.ToJsonString()));
        Assert.Equal(Times(current), Times(listed));
    }

    [Fact]
    public async Task They_are_found_by_every_field_and_by_words()
    {
        var one = await Claim("Le vélo est cassé.");
        var two = await Claim("The lamp is broken.", "billingError");
        await Tell(two, "assign");
        foreach (var (query, found) in ((string, string)[])
                 [
                     ("", $"{two} {one}"), ("&status=created", one), ("&status=assigned", two),
                     ("&type=billingError", two),
                     ("&agentId=agent-7", two), ("&agentId=agent-8", ""), ("&q=velo+CASSE", one), ("&q=lam", two),
                     ("&q=vélo", one), ("&q=velo+lamp", ""),
                     ("&status=assigned&type=billingError&agentId=agent-7&q=broken", two),
                     ("&q=!!!", ""),
                 ])
            Assert.Equal((query, found), (query, await Ids($"customerId={_customer}{query}")));
        Assert.Equal($"{two} {one}", await Ids($"q={_customer}"));
    }

    [Fact]
    public async Task Pages_go_on_where_they_ended()
    {
        var all = new List<string>();
        for (var i = 0; i < 5; i++)
            all.Insert(0, await Claim("Same words."));
        var (seen, cursor) = (new List<string>(), "");
        do
        {
            var page = (await Get($"/api/v1/claims?customerId={_customer}&limit=2&cursor={cursor}")).Json;
            seen.AddRange(page["items"]!.AsArray().Select(item => Id(item!)));
            cursor = (string?)page["nextCursor"];
        }
        while (cursor is not null);
        Assert.Equal(all, seen);
    }

    [Fact]
    public async Task They_are_counted_by_type_customer_and_agent()
    {
        var agent = $"a-{Guid.NewGuid():n}";
        var before = await OfType();
        for (var i = 0; i < 3; i++)
            await Claim("Counted.", "serviceComplaint");
        var claim = await Claim("Counted.", "serviceComplaint");
        await Tell(claim, "assign", new { agentId = agent });
        await Tell(claim, "start");
        await Tell(claim, "resolve");

        var mine = await Counted("customer", "customerId", _customer);
        Assert.Equal(
            (4, 3, 1, 0), ((int)mine["total"]!, (int)mine["active"]!, (int)mine["resolved"]!, (int)mine["closed"]!));
        Assert.Equal(
            ["active", "closed", "customerId", "lastClaimAt", "resolved", "total", "withdrawn"], Members(mine));
        var theirs = await Counted("agent", "agentId", agent);
        Assert.Equal((1, 0, 1), ((int)theirs["assigned"]!, (int)theirs["active"]!, (int)theirs["resolved"]!));
        Assert.Equal(["active", "agentId", "assigned", "lastAssignedAt", "resolved"], Members(theirs));
        var after = await OfType();
        Assert.Equal(
            (before.Total + 4, before.Created + 3, before.Resolved + 1), (after.Total, after.Created, after.Resolved));
    }

    [Theory]
    [InlineData("claims?status=none")]
    [InlineData("claims?status=Created")]
    [InlineData("claims?type=product_defect")]
    [InlineData("claims?customerId=a/b")]
    [InlineData("claims?q=")]
    [InlineData("claims?q=%00")]
    [InlineData("claims?q=a&q=b")]
    [InlineData("claims?limit=201")]
    [InlineData("claims?cursor=7")]
    [InlineData("claims/stats")]
    [InlineData("claims/stats?by=status")]
    [InlineData("claims/stats?by=agent&limit=x")]
    public async Task What_makes_no_sense_is_400(string path) =>
        (await host.Http.Get("/api/v1/" + path)).AssertProblem(400, "validation");

    [Fact]
    public async Task Typed_text_is_never_a_query_language()
    {
        string[] wild =
            ["' or 1=1--", "\"", "a & b | !c", "x:*", "NEAR(a b)", "%_\\", "(", "\ud83d\ude00 \u1c80a", "a\u1c80b"];
        foreach (var typed in wild)
            Assert.Equal(200, (await host.Http.Get("/api/v1/claims?q=" + Uri.EscapeDataString(typed))).Status);
    }

    [Fact]
    public async Task Another_tenant_sees_none_of_it()
    {
        await Claim("Among ourselves.");
        foreach (var path in (string[])[$"claims?customerId={_customer}", $"claims?q={_customer}"])
            Assert.Empty((await host.Http.Get("/api/v1/" + path, ApiHost.OtherTenantsKey)).Json["items"]!.AsArray());
        var theirs = (await host.Http.Get("/api/v1/claims/stats?by=customer&limit=200", ApiHost.OtherTenantsKey)).Json;
        Assert.DoesNotContain(theirs["items"]!.AsArray(), item => (string?)item!["customerId"] == _customer);
    }

    private async Task<string> Claim(string description, string type = "productDefect")
    {
        var made = await host.Http.Claim(new { customerId = _customer, type, description });
        Assert.Equal(201, made.Status);
        _position = made.Header("X-Journal-Position");
        return Id(made.Json);
    }

    private async Task Tell(string claim, string command, object? body = null)
    {
        var told = body is null
            ? await host.Http.Tell(claim, command)
            : await host.Http.Post($"/api/v1/claims/{claim}/{command}", body, ClaimCalls.Agent);
        Assert.Equal(200, told.Status);
        _position = told.Header("X-Journal-Position");
    }

    private async Task<Reply> Get(string path)
    {
        var reply = await host.Http.Get(path, Calls.Store, ("If-Journal-Position", _position!));
        Assert.Equal(200, reply.Status);
        return reply;
    }

    private async Task<JsonNode[]> List(string query) =>
        [.. (await Get("/api/v1/claims?" + query)).Json["items"]!.AsArray().Select(item => item!)];

    private async Task<string> Ids(string query) => string.Join(' ', (await List(query)).Select(Id));

    private async Task<JsonNode> Counted(string by, string name, string id)
    {
        for (var cursor = ""; cursor is not null;)
        {
            var page = (await Get($"/api/v1/claims/stats?by={by}&limit=200&cursor={cursor}")).Json;
            if (page["items"]!.AsArray().FirstOrDefault(item => (string?)item![name] == id) is { } found)
                return found;
            cursor = (string?)page["nextCursor"];
        }
        throw new InvalidOperationException($"{id} is not counted.");
    }

    private async Task<(int Total, int Created, int Resolved)> OfType()
    {
        var all = (await host.Http.Get("/api/v1/claims/stats?by=type", Calls.Store)).Json["items"]!.AsArray();
        return all.FirstOrDefault(item => (string?)item!["type"] == "serviceComplaint") is { } one
            ? ((int)one["total"]!, (int)one["created"]!, (int)one["resolved"]!)
            : default;
    }

    private static string Id(JsonNode claim) => (string)claim["id"]!;

    private static IEnumerable<string> Members(JsonNode node) =>
        node.AsObject().Select(m => m.Key).Order(StringComparer.Ordinal);

    // A read model keeps microseconds.
    private static IEnumerable<(string, string?)> Times(JsonNode claim) =>
        claim.AsObject().Where(m => m.Key.EndsWith("At", StringComparison.Ordinal)).Select(m => (
            m.Key, m.Value is null ? null : ((DateTimeOffset)m.Value).ToString("HH:mm:ss.ffffff", null)));
}
