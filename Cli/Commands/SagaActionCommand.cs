using System.CommandLine;
using PosSaga.Cli.Output;
using PosSaga.Client;
using Spectre.Console.Rendering;

namespace PosSaga.Cli.Commands;

/// <summary><c>pos saga retry|compensate|resolve</c>: those that are named, or those that a filter finds.</summary>
internal static class SagaActionCommand
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(250);

    public static Command Define(OperatorAct act, string about)
    {
        var orders = new Argument<string[]>("order")
        {
            Description = "Orders, by id; otherwise a filter says which", Arity = ArgumentArity.ZeroOrMore,
        };
        var reason = Calls.Reason();
        var filter = new SagaFilterOptions("--because");
        Option<bool> dryRun = new("--dry-run") { Description = "Only counts them" };
        Option<bool> noWait = new("--no-wait") { Description = "Does not wait for the outcomes" };
        var command = new Command(WireWords.Of(act), about) { orders, reason, dryRun, noWait };
        filter.AddTo(command);
        return command.Answers(async call =>
        {
            var body = Body(act, call.Get(reason)!, call.Get(orders), filter.Read(call)) with
            {
                DryRun = call.Get(dryRun),
            };
            var started = await call.Api.ActOnSagasAsync(body, cancellationToken: call.Cancellation);
            if (started.ActionId is not { } id || call.Get(noWait))
            {
                call.Out.Answer(started, Look);
                return ExitCodes.Done;
            }
            Printer.Note($"{started.Matched} matched; action {id}");
            var action = await Finished(call, id);
            call.Out.Answer(action, Look);
            return action.Refused == 0 ? ExitCodes.Done : ExitCodes.Refused;
        });
    }

    private static SagaActionBody Body(OperatorAct act, string reason, string[] orders, SagaFilterBody filter)
    {
        var hasFilter = filter != new SagaFilterBody();
        if (hasFilter == orders.Length > 0)
            throw new UsageException(hasFilter
                ? "Name orders, or give a filter; not both."
                : "Say which: orders by id, or a filter such as --state waiting. See --help.");
        return hasFilter
            ? new() { Action = act, Reason = reason, Filter = filter }
            : new() { Action = act, Reason = reason, Ids = orders };
    }

    private static async Task<OperatorActionBody> Finished(Call call, string id)
    {
        while (true)
        {
            var action = await call.Api.GetSagaActionAsync(id, call.Cancellation);
            if (action.Finished)
                return action;
            await Task.Delay(BetweenLooks, call.Cancellation);
        }
    }

    private static IRenderable Look(ActionStartedBody started) => Looks.Facts(
        ("matched", Looks.Of(started.Matched)), ("action", started.ActionId ?? "none; it was a dry run"));

    private static IRenderable Look(OperatorActionBody action) => Looks.Above(
        Looks.Facts(
            ("action", action.ActionId), ("what", WireWords.Of(action.Action)), ("why", action.Reason),
            ("by", action.By),
            ("matched", Looks.Of(action.Matched)), ("done", Looks.Of(action.Done)),
            ("refused", Looks.Of(action.Refused))),
        Looks.Table(
            action.Outcomes, ("order", outcome => outcome.OrderId),
            ("outcome", outcome => outcome.Done ? "done" : outcome.Code)));
}
