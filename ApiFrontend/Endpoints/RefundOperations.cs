using PosSaga.Refunds;
using PosSaga.Sagas;

namespace PosSaga.Api;

/// <summary>What operators do about one refund.</summary>
internal static class RefundOperations
{
    public static void MapRefundOperations(this IEndpointRouteBuilder api)
    {
        var operators = api.MapGroup("/refunds").WithTags("Refunds");
        operators.MapPost("/{id:id}/retry", Retry).WithName("retryRefund")
            .WithSummary("Operator: ask again what is left unanswered; attempt one that has failed anew")
            .RequestExample(new ReasonBody("Gateway is back")).ResponseExample(RefundBody.Example).IfMatchHeader()
            .ProducesProblems(400, 404, 409, 412);
        operators.MapPost("/{id:id}/resolve", Resolve).WithName("resolveRefund")
            .WithSummary("Operator: what it is stuck at was settled by hand; it goes on with what is left")
            .RequestExample(new ReasonBody("Goods were sold again, counted by hand")).ResponseExample(RefundBody.Example)
            .IfMatchHeader().ProducesProblems(400, 404, 409, 412);
    }

    private static Task<IResult> Retry(
        string id, Body<ReasonBody> body, IfMatch seen, Caller caller, IGrainFactory grains) =>
        Run(id, body, seen, caller, grains, (refund, command) => refund.Retry(command));

    private static Task<IResult> Resolve(
        string id, Body<ReasonBody> body, IfMatch seen, Caller caller, IGrainFactory grains) =>
        Run(id, body, seen, caller, grains, (refund, command) => refund.Resolve(command));

    private static async Task<IResult> Run(
        string id, Body<ReasonBody> body, IfMatch seen, Caller caller, IGrainFactory grains,
        Func<IRefundGrain, OperatorCommand, Task<CommandResult<RefundView>>> ask) =>
        WireResult.From(
            await ask(
                caller.Grain<IRefundGrain>(grains, id),
                new OperatorCommand(caller.Origin(id), body.Value.Reason, seen.Condition)),
            RefundBody.Of, view => view.Version);
}
