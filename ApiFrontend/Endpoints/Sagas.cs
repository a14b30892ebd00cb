using PosSaga.ReadModels;
using PosSaga.Sagas;

namespace PosSaga.Api;

/// <summary>Orders' sagas as operators see them: what stands where, since when, and why.</summary>
internal static class Sagas
{
    public static void MapSagas(this IEndpointRouteBuilder api)
    {
        var sagas = api.MapGroup("/sagas").WithTags("Sagas").RequireAuthorization(Roles.Ops);
        sagas.MapGet("", List).WithName("listSagas")
            .Says("Orders' sagas, newest first").AnswersPage(SagaBody.Example).FreshAfter()
            .TakesQuery<SagaStanding>("state").TakesQuery<SagaStep>("step").TakesQuery("storeId")
            .TakesQuery("olderThan", "Has not moved for so long, such as 30s");
    }

    private static async Task<IResult> List(Query query, Caller caller, ISagaQueries sagas, HttpContext http)
    {
        var filter = new SagaFilter(
            query.Choice<SagaStanding>("state"), query.Choice<SagaStep>("step"), query.Id("storeId"),
            query.Duration("olderThan"));
        var (after, limit) = query.Page();
        await JournalPosition.WaitFor(http, Models.Orders);
        return WireResult.Page(await sagas.List(caller.Tenant, filter, after, limit, http.RequestAborted), SagaBody.Of);
    }
}

/// <summary><paramref name="Since"/>: when it came to where it stands. <paramref name="Attempts"/>: at that
/// step.</summary>
internal sealed record SagaBody(
    string OrderId, OrderStatus State, SagaStep Step, string? StoreId, DateTimeOffset Since, int Attempts,
    string? LastError, FailureBody? Failure, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt)
{
    public static SagaBody Example { get; } = new(
        OrderBody.Example.Id, OrderStatus.StockReserved, SagaStep.ProcessPayment, "1", OrderBody.Example.CreatedAt, 3,
        "The gateway does not answer.", null, OrderBody.Example.CreatedAt, OrderBody.Example.UpdatedAt);

    public static SagaBody Of(SagaSummary saga) => new(
        saga.OrderId, OrderStatuses.Of(saga.State), saga.Step, saga.StoreId, saga.Since, saga.Attempts, saga.LastError,
        FailureBody.Of(saga.Failure), saga.CreatedAt, saga.UpdatedAt);
}
