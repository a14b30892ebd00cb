namespace PosSaga.Tests.Api;

[Collection(ApiCollection.Name)]
public sealed class When_a_claim_is_changed_by_two(ApiHost host)
{
    [Fact] public async Task The_one_who_saw_an_old_version_is_412()
    {
        var claim = await host.Http.Claimed();
        var seen = (await host.Http.Get($"/api/v1/claims/{claim}")).Header("ETag")!;
        Assert.Equal("\"1\"", seen);

        var assigned = await host.Http.Tell(claim, "assign", ("If-Match", seen));
        Assert.Equal((200, "\"2\""), (assigned.Status, assigned.Header("ETag")));
        (await host.Http.Tell(claim, "start", ("If-Match", seen))).AssertProblem(412, "precondition-failed");
        Assert.Equal(200, (await host.Http.Tell(claim, "start", ("If-Match", "\"2\""))).Status);
        Assert.Equal(200, (await host.Http.Tell(claim, "resolve", ("If-Match", "*"))).Status);
        Assert.Equal(4, (int)(await host.Http.Get($"/api/v1/claims/{claim}")).Json["version"]!);
    }

    [Theory]
    [InlineData("W/\"1\"")]
    [InlineData("\"one\"")]
    [InlineData("\"99\"")]
    [InlineData("\"-1\"")]
    [InlineData("\"\"")]
    [InlineData("\"4\", \"5\"")]
    public async Task A_tag_that_is_not_of_the_present_version_is_412(string tag) =>
        (await host.Http.Tell(await host.Http.Claimed(), "assign", ("If-Match", tag)))
            .AssertProblem(412, "precondition-failed");

    [Theory]
    [InlineData("1")]
    [InlineData("\"1")]
    [InlineData("*, \"1\"")]
    [InlineData("")]
    public async Task A_tag_that_is_none_is_400_and_nothing_is_done(string tag)
    {
        var claim = await host.Http.Claimed();
        (await host.Http.Tell(claim, "assign", ("If-Match", tag))).AssertProblem(400, "validation");
        Assert.Equal("created", (string?)(await host.Http.Get($"/api/v1/claims/{claim}")).Json["status"]);
    }

    [Fact] public async Task The_same_request_again_hears_its_first_answer()
    {
        var key = ("Idempotency-Key", Guid.NewGuid().ToString());
        var first = await host.Http.Claim(ClaimCalls.Complaint(), key);
        var claim = (string)first.Json["id"]!;
        var assigned = await host.Http.Tell(claim, "assign", key, ("If-Match", "\"1\""));
        await host.Http.Tell(claim, "start");

        var again = await host.Http.Claim(ClaimCalls.Complaint(), key);
        var assignedAgain = await host.Http.Tell(claim, "assign", key, ("If-Match", "\"1\""));

        Assert.Equal((201, first.Text), (again.Status, again.Text));
        Assert.Equal((200, assigned.Text), (assignedAgain.Status, assignedAgain.Text));
        Assert.Equal(
            ("true", "true"), (again.Header("Idempotent-Replayed"), assignedAgain.Header("Idempotent-Replayed")));
        Assert.Equal($"/api/v1/claims/{claim}", again.Header("Location"));
        (await host.Http.Claim(ClaimCalls.Complaint(type: "billingError"), key))
            .AssertProblem(422, "idempotency-key-reused");
        (await host.Http.Post($"/api/v1/claims/{claim}/assign", new { agentId = "agent-8" }, ClaimCalls.Agent, key))
            .AssertProblem(422, "idempotency-key-reused");
    }

    [Theory]
    [InlineData("""{"type":"productDefect","description":"x"}""", "body")]
    [InlineData("""{"customerId":"ana","type":"product_defect","description":"x"}""", "type")]
    [InlineData("""{"customerId":"ana","type":"productDefect","description":" "}""", "description")]
    [InlineData("""{"customerId":"ana","type":"productDefect","description":"a\u0000b"}""", "description")]
    [InlineData("""{"customerId":"a b","type":"productDefect","description":"x"}""", "customerId")]
    [InlineData("""{"customerId":"ana","type":"productDefect","description":"x","orderId":""}""", "orderId")]
    [InlineData(
        """{"customerId":"ana","type":"productDefect","description":"x","orderId":"o","lines":[null]}""",
        "lines[0]")]
    [InlineData(
        """{"customerId":"ana","type":"productDefect","description":"x","orderId":"o","lines":"""
        + """[{"sku":"A","quantity":0,"condition":"damaged"}]}""",
        "lines[0].quantity")]
    [InlineData(
        """{"customerId":"ana","type":"productDefect","description":"x","contact":{"email":"nobody"}}""",
        "contact.email")]
    public async Task What_cannot_be_understood_is_400_and_names_the_field(string body, string field)
    {
        var reply = await host.Http.Claim(body);
        reply.AssertProblem(400, "validation");
        if (field != "body" && field != "type")
            Assert.NotNull(reply.Json["errors"]![field]);
    }

    [Fact] public async Task A_complaint_may_take_several_lines()
    {
        var claim = await host.Http.Claim(
            new { customerId = "ana", type = "serviceComplaint", description = "First\r\nthen\tthat\n." });
        Assert.Equal("First\r\nthen\tthat\n.", (string?)claim.Json["description"]);
        Assert.Equal(("medium", "none"), ((string?)claim.Json["urgency"], (string?)claim.Json["enrichment"]));
    }
}
