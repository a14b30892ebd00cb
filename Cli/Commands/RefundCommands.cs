using System.CommandLine;
using PosSaga.Cli.Output;
using PosSaga.Client;
using Spectre.Console.Rendering;

namespace PosSaga.Cli.Commands;

/// <summary><c>pos refund …</c></summary>
internal static class RefundCommands
{
    public static Command Define() => new("refund", "Refunds")
    {
        Show(), List(),
        Act("retry", "Operator: try it again",
            (api, id, why, token) => api.RetryRefundAsync(id, why, cancellationToken: token)),
        Act("resolve", "Operator: settled by hand",
            (api, id, why, token) => api.ResolveRefundAsync(id, why, cancellationToken: token)),
    };

    public static IRenderable Lines(IEnumerable<ClaimedLineBody> lines) => Looks.Table(
        lines, ("sku", line => line.Sku), ("name", line => line.Name), ("quantity", line => Looks.Of(line.Quantity)),
        ("condition", line => WireWords.Of(line.Condition)),
        ("paid", line => line.Paid is { } paid ? Looks.Of(paid) : null));

    private static Command Show()
    {
        var id = Calls.Id();
        return new Command("show", "A refund, with its steps") { id }.Does(async call =>
            call.Out.Answer(await call.Api.GetRefundAsync(call.Get(id), call.Cancellation), Look));
    }

    private static Command List()
    {
        var status = WireWords.Option<RefundStatus>("--status", "Only those that stand there");
        var limit = Calls.Limit();
        return new Command("list", "Refunds, newest first") { status, limit }.Does(async call =>
            call.Out.Items(
                await call.Api.EachRefund(call.Get(status), call.Cancellation)
                    .Take(call.Get(limit), call.Cancellation),
                Look, "No such refunds."));
    }

    private static Command Act(
        string name, string about, Func<PosSagaClient, string, ReasonBody, CancellationToken, Task<RefundBody>> act)
    {
        var (id, reason) = (Calls.Id(), Calls.Reason());
        return new Command(name, about) { id, reason }.Does(async call => call.Out.Answer(
            await act(call.Api, call.Get(id), new ReasonBody { Reason = call.Get(reason)! }, call.Cancellation), Look));
    }

    private static IRenderable Look(RefundBody refund) => Looks.Above(
        Looks.Facts(
            ("refund", refund.Id), ("status", WireWords.Of(refund.Status)), ("claim", refund.ClaimId),
            ("order", refund.OrderId), ("failure", refund.Failure), ("attempt", Looks.Of(refund.Attempt ?? 1)),
            ("goods", Money(refund.Goods)), ("fee", Money(refund.Fee)), ("tax", Money(refund.Tax)),
            ("amount", Money(refund.Amount))),
        Lines(refund.Lines),
        Looks.Table(refund.Steps, ("step", step => WireWords.Of(step.Step)), ("at", step => Looks.Of(step.At))));

    private static IRenderable Look(IReadOnlyList<RefundBody> refunds) => Looks.Table(
        refunds, ("refund", refund => refund.Id), ("status", refund => WireWords.Of(refund.Status)),
        ("order", refund => refund.OrderId), ("amount", refund => Money(refund.Amount)),
        ("failure", refund => refund.Failure));

    private static string? Money(MoneyBody? money) => money is null ? null : Looks.Of(money);
}
