using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using PosSaga.Journal;

namespace PosSaga.Tests.Api;

/// <summary>Dead letters over HTTP. They are put there by hand: who could not handle what is the streams' own
/// matter.</summary>
[Collection(ApiCollection.Name)]
public sealed class When_events_could_not_be_handled(ApiHost host)
{
    private readonly string _subscriber = $"nobody-{Guid.NewGuid():n}";

    private IDeadLetters Letters => host.Services.GetRequiredService<IDeadLetters>();

    [Fact]
    public async Task They_are_listed_page_by_page_oldest_first()
    {
        for (var position = 1; position <= 3; position++)
            await Park(position);

        var first = await host.Http.Get($"/api/v1/dead-letters?subscriber={_subscriber}&limit=2", Calls.Ops);
        var second = await host.Http.Get(
            $"/api/v1/dead-letters?subscriber={_subscriber}&limit=2&cursor={first.Json["nextCursor"]}", Calls.Ops);

        var both = first.Json["items"]!.AsArray().Concat(second.Json["items"]!.AsArray());
        Assert.Equal([1, 2, 3], both.Select(l => (int)l!["position"]!));
        Assert.Null((string?)second.Json["nextCursor"]);
        var letter = first.Json["items"]![0]!;
        Assert.Equal(
            (_subscriber, "refunds/demo/r1", "claim.refund-requested/1", "it broke", 5, "2023-11-14T22:13:20.000000Z"),
            ((string)letter["subscriber"]!, (string)letter["stream"]!, (string)letter["event"]!,
                (string)letter["error"]!, (int)letter["attempts"]!, (string)letter["parkedAt"]!));
    }

    [Fact]
    public async Task What_still_cannot_be_handled_stays_and_says_why()
    {
        // No grain has this name: whatever is delivered to it fails.
        var id = await Park(1);
        await Park(2);

        var answer = await host.Http.Post($"/api/v1/dead-letters/{id}/redrive", null, Calls.Ops);

        Assert.Equal((200, 0), (answer.Status, (int)answer.Json["redriven"]!));
        var blocking = answer.Json["blocking"]!;
        Assert.Equal((id, 6), ((string)blocking["id"]!, (int)blocking["attempts"]!));
        Assert.Contains(_subscriber, (string)blocking["error"]!, StringComparison.Ordinal);
        Assert.Equal(2, (await Listed()).Count);
    }

    [Fact]
    public async Task A_discarded_one_is_gone_and_asked_for_again_not_found()
    {
        var id = await Park(1);
        var answer = await Discard(id);
        Assert.Equal((200, 0, null), (answer.Status, (int)answer.Json["redriven"]!, answer.Json["blocking"]));
        Assert.Empty(await Listed());
        (await Discard(id)).AssertProblem(404, "not-found");
        (await host.Http.Post($"/api/v1/dead-letters/{id}/redrive", null, Calls.Ops)).AssertProblem(404, "not-found");
    }

    [Fact]
    public async Task Who_asked_for_what_is_in_the_audit_and_in_the_timeline()
    {
        var cart = await host.Http.FilledCart();
        var head = await host.Head();
        var id = await Park(head);
        await host.Http.Post($"/api/v1/dead-letters/{id}/redrive", null, Calls.Ops);
        await Discard(id);

        var audit = await host.Http.Get($"/api/v1/audit?stream=dead-letter/demo/{id}", "demo-auditor");
        Assert.Equal(
            [("dead-letter.discard-asked/1", "demo-ops"), ("dead-letter.redrive-asked/1", "demo-ops")],
            audit.Json["items"]!.AsArray().Select(entry => ((string)entry!["event"]!, (string)entry["actor"]!)));
        var correlation = (string)audit.Json["items"]![0]!["correlation"]!;
        Assert.Equal(cart, correlation);
        var timeline = await host.Http.Get(
            $"/api/v1/timeline/{correlation}", Calls.Ops,
            ("If-Journal-Position", PosSaga.Api.JournalPosition.Write(await host.Head())));
        var asked = timeline.Json["entries"]!.AsArray()
            .Single(e => (string)e!["event"]! == "dead-letter.discard-asked/1");
        // The redrive found no such participant, and that is what was given up on.
        Assert.Contains(_subscriber, (string)asked!["data"]!["error"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_tenant_finds_none()
    {
        var id = await Park(1);
        const string other = ApiHost.OtherTenantsKey;
        Assert.Empty(await Listed(other));
        (await host.Http.Post($"/api/v1/dead-letters/{id}/redrive", null, other)).AssertProblem(404, "not-found");
        (await Discard(id, other)).AssertProblem(404, "not-found");
        Assert.Single(await Listed());
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("99999999999999999999")]
    [InlineData("no-such-thing")]
    public async Task An_id_that_is_none_is_not_found(string id)
    {
        (await host.Http.Post($"/api/v1/dead-letters/{id}/redrive", null, Calls.Ops)).AssertProblem(404, "not-found");
        (await Discard(id)).AssertProblem(404, "not-found");
    }

    [Fact]
    public async Task A_wrong_page_or_subscriber_is_refused() =>
        (await host.Http.Get("/api/v1/dead-letters?limit=0&subscriber=a/b", Calls.Ops))
            .AssertProblem(400, "validation");

    private async Task<string> Park(long position)
    {
        await Letters.Park(new DeadLetter(
            0, _subscriber, "refunds/demo/r1", position, "claim.refund-requested/1", "it broke", 5,
            1_700_000_000_000_000));
        return (await Letters.List(new(Subscriber: _subscriber), 0, 10)).Single(l => l.Position == position)
            .Id.ToString(CultureInfo.InvariantCulture);
    }

    private Task<Reply> Discard(string id, string key = Calls.Ops) =>
        host.Http.Call(HttpMethod.Delete, $"/api/v1/dead-letters/{id}", key: key);

    private async Task<JsonArray> Listed(string key = Calls.Ops) =>
        (await host.Http.Get($"/api/v1/dead-letters?subscriber={_subscriber}", key)).Json["items"]!.AsArray();
}
