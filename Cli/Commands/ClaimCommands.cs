using System.CommandLine;
using PosSaga.Cli.Output;
using PosSaga.Client;
using Spectre.Console.Rendering;

namespace PosSaga.Cli.Commands;

/// <summary><c>pos claim …</c></summary>
internal static class ClaimCommands
{
    public static Command Define() => new("claim", "Claims")
    {
        Show(), List(),
        Act("start", "Work on it begins", (api, id, token) => api.StartClaimAsync(id, cancellationToken: token)),
        Act("close", "It is done", (api, id, token) => api.CloseClaimAsync(id, cancellationToken: token)),
        ActWith("assign", "Gives it to an agent", Text("--agent", "The agent's id"), (api, id, agent, token) =>
            api.AssignClaimAsync(id, new AssignClaimBody { AgentId = agent }, cancellationToken: token)),
        ActWith("resolve", "Says what was agreed", Text("--resolution", "What was agreed"), (api, id, text, token) =>
            api.ResolveClaimAsync(id, new ResolveClaimBody { Resolution = text }, cancellationToken: token)),
        ActWith("reopen", "It is not done after all", Calls.Reason(), (api, id, why, token) =>
            api.ReopenClaimAsync(id, new ReasonBody { Reason = why }, cancellationToken: token)),
        ActWith("withdraw", "The customer takes it back", Calls.Reason(), (api, id, why, token) =>
            api.WithdrawClaimAsync(id, new ReasonBody { Reason = why }, cancellationToken: token)),
        Refund(),
    };

    private static Command Show()
    {
        var id = Calls.Id();
        return new Command("show", "A claim, always current") { id }.Does(async call =>
            call.Out.Answer(await call.Api.GetClaimAsync(call.Get(id), cancellationToken: call.Cancellation), Look));
    }

    private static Command List()
    {
        var status = WireWords.Option<ListClaimsStatus>("--status", "Only those that stand there");
        Option<string?> customer = new("--customer") { Description = "Only of this customer", HelpName = "id" };
        var limit = Calls.Limit();
        return new Command("list", "Claims, newest first") { status, customer, limit }.Does(async call =>
            call.Out.Items(
                await call.Api.EachClaim(call.Get(status), call.Get(customer), call.Cancellation)
                    .Take(call.Get(limit), call.Cancellation),
                Look, "No such claims."));
    }

    private static Command Act(
        string name, string about, Func<PosSagaClient, string, CancellationToken, Task<ClaimBody>> act)
    {
        var id = Calls.Id();
        return new Command(name, about) { id }.Does(async call =>
            call.Out.Answer(await act(call.Api, call.Get(id), call.Cancellation), Look));
    }

    private static Command ActWith(
        string name, string about, Option<string> with,
        Func<PosSagaClient, string, string, CancellationToken, Task<ClaimBody>> act)
    {
        var id = Calls.Id();
        return new Command(name, about) { id, with }.Does(async call =>
            call.Out.Answer(await act(call.Api, call.Get(id), call.Get(with)!, call.Cancellation), Look));
    }

    private static Command Refund()
    {
        var id = Calls.Id();
        return new Command("refund", "Starts the claim's refund; again after one that failed") { id }.Does(async call =>
            call.Out.Answer(
                await call.Api.RefundClaimAsync(call.Get(id), cancellationToken: call.Cancellation),
                started => Looks.Facts(("refund", started.RefundId), ("see", $"pos refund show {started.RefundId}"))));
    }

    private static Option<string> Text(string name, string description) =>
        new(name) { Description = description, Required = true, HelpName = "text" };

    private static IRenderable Look(ClaimBody claim) => Looks.Above(
        Looks.Facts(
            ("claim", claim.Id), ("status", WireWords.Of(claim.Status)), ("type", WireWords.Of(claim.Type)),
            ("urgency", WireWords.Of(claim.Urgency)), ("customer", claim.CustomerId), ("order", claim.OrderId),
            ("agent", claim.AssignedAgent), ("description", claim.Description), ("resolution", claim.Resolution),
            ("refund", claim.Refund is { } refund ? $"{refund.Id} {WireWords.Of(refund.Status)}" : null),
            ("created", Looks.Of(claim.CreatedAt)), ("updated", Looks.Of(claim.UpdatedAt))),
        claim.Lines.Count == 0 ? Looks.Facts() : RefundCommands.Lines(claim.Lines));

    private static IRenderable Look(IReadOnlyList<ClaimBody> claims) => Looks.Table(
        claims, ("claim", claim => claim.Id), ("status", claim => WireWords.Of(claim.Status)),
        ("type", claim => WireWords.Of(claim.Type)), ("customer", claim => claim.CustomerId),
        ("order", claim => claim.OrderId), ("agent", claim => claim.AssignedAgent),
        ("created", claim => Looks.Of(claim.CreatedAt)));
}
