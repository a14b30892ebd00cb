using Microsoft.Extensions.DependencyInjection;
using PosSaga.Journal;

namespace PosSaga.Tests.Api;

/// <summary>What operators see of mail that is on its way.</summary>
public sealed class When_mail_waits(ApiHost host) : IClassFixture<ApiHost>
{
    private IMailQueue Queue => host.Services.GetRequiredService<IMailQueue>();

    [Theory, InlineData("limit=0"), InlineData("status=lost"), InlineData("cursor=nonsense")]
    public async Task What_makes_no_sense_is_400(string query) =>
        (await host.Http.Get("/api/v1/mail/messages?" + query, Calls.Ops)).AssertProblem(400, "validation");

    [Fact]
    public async Task Server_and_messages_are_shown_to_the_tenant_s_operators()
    {
        var before = (await host.Http.Get("/api/v1/mail", Calls.Ops)).Json;
        Assert.Equal(("untried", null, 0), (
            (string?)before["server"]!["state"], (string?)before["server"]!["reason"], (int)before["waiting"]!));

        var checkpoint = $"test-{Guid.NewGuid():n}";
        for (var number = 0; number < 3; number++)
            await Queue.Add(
                checkpoint, 0, new(7, number, "notification/demo/c-7", $"p{number}@example.com"), 1_000_000);
        await Queue.Add(checkpoint, 0, new(8, 0, "notification/other/c-8", "eve@example.com"), 1_000_000);
        await Queue.GiveUp(7, 1, "mailbox-refused", 2_000_000);
        await Queue.SetServer(new("AccountRefused", "mail-account-refused", 3_000_000));

        var mail = (await host.Http.Get("/api/v1/mail", Calls.Ops)).Json;
        Assert.Equal(("accountRefused", "mail-account-refused", 2, 1), (
            (string?)mail["server"]!["state"], (string?)mail["server"]!["reason"], (int)mail["waiting"]!,
            (int)mail["undeliverable"]!));

        var first = (await host.Http.Get("/api/v1/mail/messages?limit=2", Calls.Ops)).Json;
        var rest = (await host.Http.Get(
            $"/api/v1/mail/messages?limit=2&cursor={first["nextCursor"]}", Calls.Ops)).Json;
        var given = (await host.Http.Get("/api/v1/mail/messages?status=undeliverable", Calls.Ops)).Json["items"]![0]!;
        Assert.Equal(
            ["7-2", "7-1", "7-0"],
            first["items"]!.AsArray().Concat(rest["items"]!.AsArray()).Select(item => (string)item!["id"]!));
        Assert.Null(rest["nextCursor"]);
        Assert.Equal(("7-1", "c-7", "mailbox-refused", 1, null), (
            (string)given["id"]!, (string)given["about"]!, (string)given["reason"]!, (int)given["attempts"]!,
            (string?)given["nextAttemptAt"]));
    }
}
