using System.CommandLine;
using PosSaga.Cli.Output;
using PosSaga.Client;
using Spectre.Console.Rendering;

namespace PosSaga.Cli.Commands;

/// <summary><c>pos saga …</c>: what stands where, and one word about many (SagaActionCommand.cs).</summary>
internal static class SagaCommands
{
    public static Command Define() => new("saga", "Orders' sagas, as operators see them")
    {
        List(), Groups(),
        SagaActionCommand.Define(OperatorAct.Retry, "Tries again what waits or needs an operator"),
        SagaActionCommand.Define(OperatorAct.Compensate, "Gives up, and undoes"),
        SagaActionCommand.Define(OperatorAct.Resolve, "Was settled by hand"),
    };

    private static Command List()
    {
        var filter = new SagaFilterOptions("--reason");
        var limit = Calls.Limit();
        var command = new Command("list", "Sagas, newest first") { limit };
        filter.AddTo(command);
        return command.Does(async call =>
        {
            var wanted = filter.Read(call);
            var sagas = Paging.Each<PageBodyOfSagaBody, SagaBody>(
                (cursor, token) => call.Api.ListSagasAsync(
                    cursor: cursor, state: wanted.State, step: wanted.Step, reason: wanted.Reason,
                    storeId: wanted.StoreId, customerId: wanted.CustomerId, olderThan: wanted.OlderThan,
                    cancellationToken: token),
                call.Cancellation);
            call.Out.Items(await sagas.Take(call.Get(limit), call.Cancellation), Look, "No such sagas.");
        });
    }

    private static Command Groups()
    {
        var filter = new SagaFilterOptions("--reason");
        var command = new Command("groups", "How many stand where and why, largest first");
        filter.AddTo(command);
        return command.Does(async call =>
        {
            var wanted = filter.Read(call);
            var groups = await call.Api.ListSagaGroupsAsync(
                state: wanted.State, step: wanted.Step, reason: wanted.Reason, storeId: wanted.StoreId,
                customerId: wanted.CustomerId, olderThan: wanted.OlderThan, cancellationToken: call.Cancellation);
            call.Out.Items(groups.Items, Look, "No such sagas.");
        });
    }

    private static IRenderable Look(IReadOnlyList<SagaBody> sagas) => Looks.Table(
        sagas, ("order", saga => saga.OrderId), ("state", saga => WireWords.Of(saga.State)),
        ("step", saga => WireWords.Of(saga.Step)), ("store", saga => saga.StoreId),
        ("since", saga => Looks.Of(saga.Since)), ("attempts", saga => Looks.Of(saga.Attempts)),
        ("last error", saga => saga.LastError ?? saga.NeedsOperator?.Reason),
        ("next attempt", saga => saga.Waiting is { } waiting ? Looks.Of(waiting.NextAttempt) : null));

    private static IRenderable Look(IReadOnlyList<SagaGroupBody> groups) => Looks.Table(
        groups, ("count", group => Looks.Of(group.Count)), ("state", group => WireWords.Of(group.State)),
        ("step", group => WireWords.Of(group.Step)), ("reason", group => group.Reason),
        ("waiting", group => group.Waiting ? "yes" : "no"), ("first since", group => Looks.Of(group.Since)));
}
