using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using PosSaga.Journal;

namespace PosSaga.Tests.Api;

/// <summary>The outbox over HTTP.</summary>
[Collection(ApiCollection.Name)]
public sealed class When_people_were_told(ApiHost host)
{
    private readonly string _customer = $"c-{Guid.NewGuid():n}";

    [Fact]
    public async Task Each_message_is_listed_with_whom_it_went_to()
    {
        var claim = await Claim();
        var told = await Told($"recipient={_customer}", 2);
        Assert.Equal(
            [
                ("claim.created/1", "email", $"{_customer}@example.com"), ("claim.created/1", "sms", "5145550100"),
            ],
            told.Select(n => ((string)n["event"]!, (string)n["channel"]!, (string)n["recipient"]!)).Order());
        Assert.All(told, n => Assert.Equal((claim, _customer), ((string)n["about"]!, (string)n["recipientId"]!)));
        Assert.Single(await Told($"recipient={_customer}%40example.com&event=claim.created/1", 1));
        Assert.Empty(await Told($"recipient={_customer}&event=claim.closed/1", 0));
        foreach (var recipient in (string[])[_customer, $"{_customer}%40example.com"])
            Assert.Empty(await Told($"recipient={recipient}", 0, ApiHost.OtherTenantsKey));
    }

    [Fact]
    public async Task An_agent_is_told_what_was_assigned()
    {
        var claim = await Claim();
        await host.Http.Post($"/api/v1/claims/{claim}/assign", new { agentId = _customer + "-a" }, ClaimCalls.Agent);
        var told = Assert.Single(await Told($"recipient={_customer}-a", 1));
        Assert.Equal(("claim.assigned/1", claim), ((string)told["event"]!, (string)told["about"]!));
    }

    [Fact]
    public async Task An_erased_persons_address_is_gone_and_so_are_their_words()
    {
        var claim = await Claim();
        await Told($"recipient={_customer}", 2);
        await host.Services.GetRequiredService<SubjectKeyRing>().Erase($"demo/customer/{_customer}");
        await Eventually.Is(
            async () => (await Told($"recipient={_customer}", 2)).All(n => n["recipient"] is null),
            "that nobody is named");
        await Eventually.Is(async () => (await Listed())["description"] is null, "that the words are gone");
        Assert.Equal(claim, (string?)(await Listed())["id"]);
        Assert.Empty((await host.Http.Get($"/api/v1/claims?q={_customer}")).Json["items"]!.AsArray());
    }

    [Theory]
    [InlineData("recipient=")]
    [InlineData("event=%01")]
    [InlineData("cursor=nonsense")]
    [InlineData("limit=0")]
    public async Task What_makes_no_sense_is_400(string query) =>
        (await host.Http.Get("/api/v1/notifications?" + query, Calls.Ops)).AssertProblem(400, "validation");

    private async Task<JsonNode> Listed() =>
        (await host.Http.Get($"/api/v1/claims?customerId={_customer}")).Json["items"]![0]!;

    private async Task<string> Claim()
    {
        var made = await host.Http.Claim(new
        {
            customerId = _customer, type = "productDefect", description = "Tell me.",
            contact = new { email = $"{_customer}@example.com", phone = "5145550100" },
        });
        Assert.Equal(201, made.Status);
        return (string)made.Json["id"]!;
    }

    /// <summary>Whoever tells people does so after the claim was answered: asked until there are so many.</summary>
    private async Task<JsonNode[]> Told(string query, int count, string key = Calls.Ops)
    {
        JsonNode[] told;
        do
        {
            var reply = await host.Http.Get("/api/v1/notifications?" + query, key);
            Assert.Equal(200, reply.Status);
            told = [.. reply.Json["items"]!.AsArray().Select(item => item!)];
        }
        while (told.Length < count);
        return told;
    }
}
