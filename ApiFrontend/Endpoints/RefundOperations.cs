using PosSaga.Refunds;
using PosSaga.Sagas;

namespace PosSaga.Api;

/// <summary>What operators do about one refund.</summary>
internal static class RefundOperations
{
    public static void MapRefundOperations(this IEndpointRouteBuilder api)
    {
        var operators = api.MapGroup("/refunds").WithTags("Refunds").RequireAuthorization(Roles.Ops);
        operators.MapPost("/{id:id}/retry", Retry).WithName("retryRefund")
            .Says("Operator: ask again what is left unanswered; attempt one that has failed anew")
            .Takes(new ReasonBody("Gateway is back")).Answers(RefundBody.Example).TakesIfMatch()
            .Refuses(400, 404, 409, 412);
        operators.MapPost("/{id:id}/resolve", Resolve).WithName("resolveRefund")
            .Says("Operator: what it is stuck at was settled by hand; it goes on with what is left")
            .Takes(new ReasonBody("Goods were sold again, counted by hand")).Answers(RefundBody.Example)
            .TakesIfMatch().Refuses(400, 404, 409, 412);
    }

    private static Task<IResult> Retry(
        string id, Body<ReasonBody> body, IfMatch seen, Caller caller, IGrainFactory grains) =>
        Run(id, body, seen, caller, grains, (refund, command) => refund.Retry(command));

    private static Task<IResult> Resolve(
        string id, Body<ReasonBody> body, IfMatch seen, Caller caller, IGrainFactory grains) =>
        Run(id, body, seen, caller, grains, (refund, command) => refund.Resolve(command));

    private static async Task<IResult> Run(
        string id, Body<ReasonBody> body, IfMatch seen, Caller caller, IGrainFactory grains,
        Func<IRefundGrain, OperatorCommand, Task<Answer<RefundView>>> ask) =>
        WireResult.From(
            await ask(
                caller.Grain<IRefundGrain>(grains, id),
                new OperatorCommand(caller.Origin(id), body.Value.Reason, seen.Condition)),
            RefundBody.Of, view => view.Version);
}
